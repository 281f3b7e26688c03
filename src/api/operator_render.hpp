// What calls of operators have in common: the reason they give, and the state of the house they see.
#pragma once

#include "api/endpoint.hpp"
#include "service/operator_stops.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ludice::api {

inline constexpr Text kReason{.max = 200, .control_characters = false};
inline constexpr About kAboutReason{"Why; it stands in the log.", R"("paid by mistake")"};

/// All that some calls take.
struct Reason {
  std::string reason;
};
Form<Reason> reason_form();
/// Of the calls that let go on what was stopped.
Form<service::ResumeCommand> resume_form();
/// What calls answer that stop something or let it go on.
NamedSchema stop_schema();
/// `frozen`: why it is stopped; empty: it is not.
std::string stop_json(const std::string& frozen);

Endpoint about_operator_call(std::string_view path, std::string_view summary, std::string_view description,
                             NamedSchema answer, std::vector<Refusal> refusals, bool acts = true);

std::string house_json(const service::HouseState& state);
NamedSchema house_schema();

}  // namespace ludice::api
