// The ids and names behind the numbers of P5, VIP5 and S3-Rec files. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/id_maps.h"

#include "dataset/json_document.h"
#include "foundation/error.h"

namespace wb {

namespace {

constexpr std::uint64_t k_document_limit = std::uint64_t{1} << 30;

class MapsVisitor : public DocumentVisitor {
  public:
    IdMaps maps, inverse;

  protected:
    bool text(const std::string& value) override {
        if (depth() != 2) return true;
        const auto &map = name_at(0), &name = name_at(1);
        // The raw id or name comes first or last, according to the name of the map.
        if (map == "id2user") maps.users.emplace(name, value);
        if (map == "id2item") maps.items.emplace(name, value);
        if (map == "id2attribute") maps.attributes.emplace(name, value);
        if (map == "user2id") inverse.users.emplace(value, name);
        if (map == "item2id") inverse.items.emplace(value, name);
        if (map == "attribute2id") inverse.attributes.emplace(value, name);
        return true;
    }
};

class AttributesVisitor : public DocumentVisitor {
  public:
    AttributesVisitor(const IdMaps& maps, RawTable& table) : maps_(maps), table_(table) {}
    std::int64_t items = 0, unnamed = 0;

  protected:
    bool text(const std::string& value) override {
        if (depth() != 2 || table_.items.find(name_at(0)) < 0) return true;
        if (name_at(0) != last_) {
            last_ = name_at(0);
            ++items;
        }
        const auto named = maps_.attributes.find(value);
        unnamed += named == maps_.attributes.end();
        auto& categories = table_.item_facts[last_].categories;
        if (!categories.empty()) categories += ", ";
        categories += named == maps_.attributes.end() ? "attribute " + value : named->second;
        return true;
    }

  private:
    const IdMaps& maps_;
    RawTable& table_;
    std::string last_;
};

/// The same places with other ids; how many had none is returned.
std::int64_t rename(IdIndex& ids, const std::unordered_map<std::string, std::string>& names, const char* what) {
    IdIndex renamed;
    std::int64_t missing = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const std::string id(ids.id(i));
        const auto found = names.find(id);
        const bool usable = found != names.end() && usable_id(found->second);
        missing += !usable;
        const auto& name = usable ? found->second : id;
        if (renamed.find(name) >= 0)
            throw UserError(
                "Two " + std::string(what) + "s of the sequences are both called \"" + excerpt(name) + "\".",
                "The file with the ids gives them the same id, so they cannot be told apart.",
                "Use the datamaps.json that belongs to the sequences.");
        renamed.index_of(name);
    }
    ids = std::move(renamed);
    return missing;
}

}  // namespace

IdMaps read_id_maps(const std::filesystem::path& path, ReadContext& context) {
    MapsVisitor visitor;
    const auto digest = visit_document(path, visitor, context.stop, k_document_limit);
    context.report.digests.emplace_back(path.filename().string(), digest);
    auto& maps = visitor.maps;
    if (maps.users.empty()) maps.users = std::move(visitor.inverse.users);
    if (maps.items.empty()) maps.items = std::move(visitor.inverse.items);
    if (maps.attributes.empty()) maps.attributes = std::move(visitor.inverse.attributes);
    return std::move(maps);
}

void apply_id_maps(const IdMaps& maps, RawTable& table, ReadContext& context) {
    const auto numbered = table.items;
    const auto users = rename(table.users, maps.users, "user"), items = rename(table.items, maps.items, "item");
    if (users > 0 || items > 0)
        context.report.notes.push_back("The file with the ids does not know " + std::to_string(users) +
                                       " users and " + std::to_string(items) +
                                       " items of the sequences; they keep their numbers.");
    std::unordered_map<std::string, Item> facts;
    for (std::size_t i = 0; i < numbered.size(); ++i) {
        const auto found = table.item_facts.find(std::string(numbered.id(i)));
        if (found == table.item_facts.end()) continue;
        auto item = std::move(found->second);
        item.raw_id = table.items.id(i);
        facts.emplace(item.raw_id, std::move(item));
    }
    table.item_facts = std::move(facts);
}

void read_item_attributes(const std::filesystem::path& path, const IdMaps& maps, RawTable& table,
                          ReadContext& context) {
    AttributesVisitor visitor(maps, table);
    const auto digest = visit_document(path, visitor, context.stop, k_document_limit);
    context.report.digests.emplace_back(path.filename().string(), digest);
    auto note = std::to_string(visitor.items) + " items have attributes, which are kept as their categories.";
    if (visitor.unnamed > 0)
        note += " The attributes are numbers; with datamaps.json beside the file they get their names.";
    context.report.notes.push_back(note);
}

}  // namespace wb
