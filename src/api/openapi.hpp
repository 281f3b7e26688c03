// The OpenAPI 3.1 document, made of the same rows that route, check and run the calls.
#pragma once

#include "api/endpoint.hpp"

#include <string>
#include <vector>

namespace ludice::api {

/// Where the documented calls are found.
struct DocumentedPlace {
  std::string version = "1";                       ///< of the program
  std::string balance_address = "127.0.0.1:8000";  ///< the game API is where the document is
  std::string finance_address = "127.0.0.1:8081";
  bool has_operators = false;  ///< who call beside the finance API
};

/// The calls of each face.
struct DocumentedCalls {
  std::vector<Endpoint> game;
  std::vector<Endpoint> finance;
  std::vector<Endpoint> operators;  ///< at the place of the finance API
  std::vector<Endpoint> balance;
};

/// As JSON.
std::string openapi_document(const DocumentedPlace& place, const DocumentedCalls& calls);

/// A request as documents show it, as JSON: the fields that have an example.
std::string example_of(const Outline& request);

}  // namespace ludice::api
