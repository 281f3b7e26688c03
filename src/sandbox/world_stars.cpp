// Invoices, wallets and what bots hold in Stars.
#include "base/assert.hpp"
#include "sandbox/world.hpp"

namespace ludice::sandbox {

void World::keep_invoice(Invoice invoice) {
  const PairKey key{invoice.bot, invoice.message};
  Invoice& kept = invoices_[key] = std::move(invoice);
  save(kept);
}

const Invoice* World::find_invoice(std::int64_t bot, std::int64_t message) const {
  const auto found = invoices_.find({bot, message});
  return found == invoices_.end() ? nullptr : &found->second;
}

const StarEntry& World::add_star_entry(StarEntry entry) {
  const auto entries = star_entries(entry.bot);
  entry.number = entries.empty() ? 1 : entries.back()->number + 1;
  entry.date = date();
  Person* person = find_person(entry.person);
  LUDICE_ASSERT(person != nullptr);
  person->stars += entry.incoming ? -entry.amount : entry.amount;
  save(*person);
  const PairKey key{entry.bot, entry.number};
  StarEntry& added = star_entries_[key] = std::move(entry);
  save(added);
  return added;
}

std::vector<const StarEntry*> World::star_entries(std::int64_t bot) const {
  std::vector<const StarEntry*> found;
  for (auto at = star_entries_.lower_bound({bot, 0}); at != star_entries_.end() && at->first.first == bot;
       ++at) {
    found.push_back(&at->second);
  }
  return found;
}

const StarEntry* World::find_star_entry(std::int64_t bot, std::string_view id, bool incoming) const {
  for (const StarEntry* entry : star_entries(bot)) {
    if (entry->id == id && entry->incoming == incoming) return entry;
  }
  return nullptr;
}

std::int64_t World::stars_of(std::int64_t bot) const {
  std::int64_t stars = 0;
  for (const StarEntry* entry : star_entries(bot)) stars += entry->incoming ? entry->amount : -entry->amount;
  return stars;
}

Checkout& World::add_checkout(const Bot& bot, const Person& person, const Invoice& invoice) {
  std::erase_if(checkouts_, [&](const auto& item) { return now() - item.second.at > 2 * kCheckoutLifetime; });
  const std::int64_t id = next_tap_id_++;
  save_settings();
  return checkouts_.emplace(id, Checkout{id, bot.id, person.id, invoice, now(), {}, {}}).first->second;
}

Checkout* World::find_checkout(std::int64_t id) {
  const auto found = checkouts_.find(id);
  return found == checkouts_.end() ? nullptr : &found->second;
}

}  // namespace ludice::sandbox
