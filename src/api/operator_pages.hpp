// Lists that operators look at: page by page, the oldest first.
#pragma once

#include "api/form.hpp"
#include "api/json_writer.hpp"
#include "api/schema.hpp"
#include "api/value_types.hpp"
#include "base/hex.hpp"
#include "base/ids.hpp"

#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ludice::api {

inline constexpr int kUsualPage = 20;

template <class State>
struct Listing {
  State state{};
  std::optional<std::int64_t> cursor{};
  int limit = kUsualPage;
};

template <class Item>
struct Page {
  std::vector<Item> items;
  PaymentId next;  ///< none on the last page
};

/// `Query` has a `cursor` and a `limit`.
template <class Query>
void add_page_fields(Form<Query>& form) {
  form.optional("cursor", IdText{}, &Query::cursor, {"From the page before; the oldest unless given."})
      .optional("limit", Integer{1, 100}, &Query::limit, {"How many items at most; 20 unless given.", "20"});
}

/// Those in `start` unless another state is named.
template <class State>
Form<Listing<State>> listing_form(Choice<State> states, std::string_view usual, State start = {}) {
  using Query = Listing<State>;
  Form<Query> form(Query{.state = start});
  form.optional("state", states, &Query::state, {usual});
  add_page_fields(form);
  return form;
}

template <class Item, class Write>
std::string page_json(const Page<Item>& page, Write write) {
  JsonWriter json;
  json.open_object().key("items").open_array();
  for (const Item& item : page.items) {
    json.open_object();
    write(json, item);
    json.close_object();
  }
  json.close_array().key("cursor");
  if (page.next) {
    json.value(to_base32(page.next.value));
  } else {
    json.null();
  }
  return json.close_object().take();
}

inline Schema page_schema(const std::vector<Property>& members) {
  return schema::object_of(
      {{"items", schema::list_of(schema::object_of(members), 100), "Oldest first."},
       {"cursor", schema::or_null(schema::id()), "Brings the next page; null on the last one."}});
}

/// Takes one more than asked for off the end, as what the next page begins with.
template <class Item>
Page<Item> paged(std::vector<Item> items, int limit) {
  Page<Item> page{std::move(items), {}};
  if (std::ssize(page.items) <= limit) return page;
  page.next = page.items.back().id;
  page.items.pop_back();
  return page;
}

}  // namespace ludice::api
