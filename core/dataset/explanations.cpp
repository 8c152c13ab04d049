// Explanations of recommendations: records with user, item and a sentence. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/explanations.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>
#include <unordered_set>

#include "dataset/json_document.h"
#include "dataset/python_literal.h"
#include "dataset/text_stream.h"
#include "foundation/files.h"

namespace wb {

namespace {

using nlohmann::json;

struct Explanation {
    std::string user, item, text, feature, rating;
};

/// The field of an explanation that a name in the source stands for; nullptr for all others.
std::string* field_of(Explanation& explanation, std::string_view name) {
    if (name == "reviewerID" || name == "user_id" || name == "user") return &explanation.user;
    if (name == "asin" || name == "parent_asin" || name == "item_id" || name == "item") return &explanation.item;
    if (name == "explanation") return &explanation.text;
    if (name == "feature") return &explanation.feature;
    if (name == "overall" || name == "rating") return &explanation.rating;
    return nullptr;
}

class Writer {
  public:
    Writer(const IdMaps& maps, const Dataset& dataset, const std::filesystem::path& target)
        : maps_(maps), target_(target) {
        users_.insert(dataset.user_raw_ids.begin(), dataset.user_raw_ids.end());
        for (const Item& item : dataset.items) items_.insert(item.raw_id);
    }

    void add(const Explanation& explanation, const std::string& split) {
        const auto text = trim(explanation.text);
        if (explanation.user.empty() || explanation.item.empty() || text.empty()) {
            ++counts_.unusable;
            return;
        }
        const auto* user = raw_id(explanation.user, users_, maps_.users);
        const auto* item = raw_id(explanation.item, items_, maps_.items);
        if (!user || !item) {
            ++counts_.of_others;
            return;
        }
        json line = {{"user", *user}, {"item", *item}, {"explanation", text}};
        if (const auto feature = trim(explanation.feature); !feature.empty()) line["feature"] = feature;
        if (const auto rating = parse_number(explanation.rating)) line["rating"] = *rating;
        if (!split.empty()) line["split"] = split;
        if (!file_) file_ = std::make_unique<AtomicFile>(target_);
        file_->write(line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n");
        ++counts_.kept;
    }
    void add_unusable() { ++counts_.unusable; }

    ExplanationCounts finish() {
        if (file_) file_->commit();
        return counts_;
    }

  private:
    static const std::string* raw_id(const std::string& id, const std::unordered_set<std::string_view>& known,
                                     const std::unordered_map<std::string, std::string>& names) {
        if (known.contains(id)) return &id;
        const auto named = names.find(id);
        return named != names.end() && known.contains(named->second) ? &named->second : nullptr;
    }

    const IdMaps& maps_;
    std::filesystem::path target_;
    std::unordered_set<std::string_view> users_, items_;
    std::unique_ptr<AtomicFile> file_;
    ExplanationCounts counts_;
};

/// Every object in a list is a record; objects inside a record belong to it and are passed over.
class RecordsVisitor : public DocumentVisitor {
  public:
    explicit RecordsVisitor(Writer& writer) : writer_(writer) {}

  protected:
    static constexpr std::size_t k_record_depth = 3;  // the document, the list of a part, the record

    bool text(const std::string& value) override {
        if (depth() == k_record_depth)
            if (auto* field = field_of(explanation_, name_at(k_record_depth - 1))) *field = value;
        return true;
    }
    bool object_begins() override {
        if (depth() == k_record_depth) explanation_ = {};
        return true;
    }
    bool object_ends() override {
        if (depth() == k_record_depth) writer_.add(explanation_, name_at(0));
        return true;
    }

  private:
    Writer& writer_;
    Explanation explanation_;
};

void read_records(TextStream& file, Writer& writer, const StopToken& stop) {
    std::string_view line;
    while (file.next(line)) {
        if (file.number() % 1024 == 0) stop.check();
        if (trim(line).empty()) continue;
        const auto record = parse_record(line);
        if (!record) {
            writer.add_unusable();
            continue;
        }
        Explanation explanation;
        for (const auto& [name, value] : record->items())
            if (auto* field = field_of(explanation, name))
                *field = value.is_string()   ? value.get_ref<const std::string&>()
                         : value.is_number() ? value.dump()
                                             : "";
        const auto split = record->find("split");
        writer.add(explanation, split != record->end() && split->is_string() ? split->get<std::string>() : "");
    }
}

}  // namespace

ExplanationCounts copy_explanations(const ExplanationSource& source, const Dataset& dataset,
                                    const std::filesystem::path& target, const StopToken& stop) {
    IdMaps maps;
    if (!source.id_maps.empty()) {
        ImportReport ignored;
        BadLines bad(ignored, true);
        ReadContext context{ignored, bad, stop, {}};
        maps = read_id_maps(source.id_maps, context);
    }
    Writer writer(maps, dataset, target);
    if (source.one_document) {
        RecordsVisitor visitor(writer);
        visit_document(source.file, visitor, stop);
    } else {
        TextStream file(source.file);
        read_records(file, writer, stop);
    }
    return writer.finish();
}

}  // namespace wb
