// W3C Trace Context (https://www.w3.org/TR/trace-context/): one id in the logs of all who had a part in one
// thing, from the update or the request that began it. Ids follow from what began it, so that a repeat after
// a crash has the same.
#pragma once

#include <string>
#include <string_view>

namespace ludice::net {

inline constexpr std::string_view kTraceHeader = "traceparent";

/// 32 lower-case hex digits for whatever `cause` names.
std::string trace_id_for(std::string_view cause);

/// "00-TRACE-SPAN-01": the header of a call whose content is `span`.
std::string traceparent(std::string_view trace_id, std::string_view span);

/// The trace id in a header of somebody else's; empty where it is none, or all zeros.
std::string trace_id_in(std::string_view header);

}  // namespace ludice::net
