// What a forward shows of the message it came from.
#pragma once

#include <boost/json/object.hpp>

namespace ludice::sandbox {

/// Text, dice (with its value) and where it comes from; a forward of a forward names the first sender.
/// Keyboards stay behind.
boost::json::object forwarded(const boost::json::object& message);

}  // namespace ludice::sandbox
