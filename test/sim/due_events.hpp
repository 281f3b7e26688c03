// Which events were due, by what is in the database: one for each thing that happened, and none besides.
#pragma once

#include "sim/database.hpp"

#include <cstdint>
#include <map>
#include <string>

#include <boost/json.hpp>

namespace ludice::sim {

/// How many events there are, by type and what they tell of.
using EventCounts = std::map<std::string, std::int64_t>;

/// Under which one is counted.
std::string name_of_event(const boost::json::object& event);

/// `heard` is what was to be told of the database as it is.
void check_events(Database& database, const EventCounts& heard);

}  // namespace ludice::sim
