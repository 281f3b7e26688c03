// What is fuzzed. Each target takes any bytes and ends the process where something that must hold does not;
// libFuzzer drives one at a time, the unit test replays the corpus of each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace ludice::fuzz {

/// A body as the API reads it (test/fuzz/corpus/canonical_json).
void canonical_json(std::string_view bytes);
/// A first line `TARGET LETTERS HOPS`, then a body: through signature, checks, services and store.
void request(std::string_view bytes);
/// A first character that says how it is cut, then what a peer sends.
void http(std::string_view bytes);
/// A first character that says what it is, then what a Bot API server says.
void update(std::string_view bytes);
/// A `.env` file, a line `---`, and `secrets.json`.
void settings(std::string_view bytes);

/// A first character that says what it is (address, body, memo, transactions), then what a provider of TON
/// says.
void ton(std::string_view bytes);

/// `t` and a token; or another character, a header, a line end and claims, which are signed.
void jwt(std::string_view bytes);

/// A first character that says which balances are trusted (b bank.json, r Redis), then files of the first
/// Ludicé, each behind a line `=x` with its letter (u b g l s t p m, r of the Redis).
void old_files(std::string_view bytes);

/// Ends the process where `holds` is false, in every build.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: %s\n", what);
  std::abort();
}

/// The crash that is compiled into the programs that prove that the fuzzer finds such a thing.
inline void planted(bool reached) {
#ifdef LUDICE_PLANTED_CRASH
  require(!reached, "the planted crash");
#else
  (void)reached;
#endif
}

}  // namespace ludice::fuzz
