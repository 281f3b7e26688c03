// Planted bugs: faults that the simulator must find, each behind a switch that exists in its build alone.
// Everywhere else the switch is the constant false and leaves nothing behind, not even its name.
#pragma once

#ifdef LUDICE_PLANTED_BUGS
namespace ludice {
/// Whether the run is one with this bug; defined by the simulator.
bool is_planted(const char* name);
}  // namespace ludice
#define LUDICE_PLANTED(name) (::ludice::is_planted(name))
#else
#define LUDICE_PLANTED(name) false
#endif
