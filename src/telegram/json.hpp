// Between JSON and the described structs of types.hpp and calls.hpp: members that are not set are not
// written, missing ones that are not in `kNeeded` keep their default, unknown ones are passed over.
// Both templates are instantiated in json.cpp for every such struct, and for nothing else.
#pragma once

#include <cstddef>
#include <stdexcept>

#include <boost/json/value.hpp>

namespace ludice::telegram {

/// How deep the server's JSON may nest: far deeper than any answer or update of the Bot API does.
constexpr std::size_t kDeepestJson = 128;

/// The JSON is not what the type asks for. The text names the place and what is wrong, never a value:
/// "message.chat.id: a string where an integer belongs".
struct FormatError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws FormatError.
template <class T>
T from_json(const boost::json::value& json);

template <class T>
boost::json::value to_json(const T& object);

}  // namespace ludice::telegram
