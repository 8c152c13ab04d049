// Captions and summaries that come from outside: files keyed by item. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/side_texts.h"

#include <algorithm>
#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>
#include <unordered_map>

#include "dataset/raw_table.h"
#include "dataset/text_stream.h"
#include "foundation/error.h"

namespace wb {

namespace {

using nlohmann::json;

constexpr std::array<const char*, 6> k_id_names = {"raw_id", "item_id", "parent_asin", "asin", "itemId", "id"};

/// Takes one line's text into the dataset and counts what became of it.
class Taker {
  public:
    Taker(Dataset& dataset, SideTextCounts& counts)
        : dataset_(dataset), counts_(counts), seen_(dataset.items.size()) {
        for (std::size_t i = 1; i < dataset.items.size(); ++i) items_.emplace(dataset.items[i].raw_id, i);
    }
    void take(std::string_view id, std::string_view words) {
        ++counts_.lines;
        const auto place = items_.find(id);
        if (place == items_.end()) {
            ++counts_.unknown;
            example(counts_.unknown_ids, id);
            return;
        }
        if (seen_[place->second]) {
            ++counts_.repeated;
            example(counts_.repeated_ids, id);
        }
        seen_[place->second] = 1;
        std::string text;  // every run of white space is one blank
        for (const char c : trim(words)) {
            const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
            if (!blank)
                text += c;
            else if (text.back() != ' ')
                text += ' ';
        }
        if (text.empty())
            ++counts_.empty;
        else
            new_texts_[place->second] = std::move(text);
    }
    /// Nothing reaches the dataset before the whole file was read.
    void finish() {
        for (auto& [item, text] : new_texts_) side_text(dataset_.items[item], counts_.kind) = std::move(text);
        counts_.taken = static_cast<std::int64_t>(new_texts_.size());
    }

  private:
    static void example(std::vector<std::string>& examples, std::string_view id) {
        if (examples.size() < 3 && std::find(examples.begin(), examples.end(), id) == examples.end())
            examples.emplace_back(excerpt(id));
    }
    Dataset& dataset_;
    SideTextCounts& counts_;
    std::vector<char> seen_;
    std::unordered_map<std::string_view, std::size_t> items_;
    std::unordered_map<std::size_t, std::string> new_texts_;
};

using Refuse = std::function<void(const std::string& reason, std::string_view line)>;

void take_record(const std::string& line, SideText kind, Taker& taker, const Refuse& refuse) {
    const json record = json::parse(line, nullptr, false);
    if (!record.is_object()) return refuse("it is no JSON object", line);
    std::string id;
    for (const char* name : k_id_names) {
        const auto found = record.find(name);
        if (found == record.end()) continue;
        if (found->is_string()) id = trim(found->get_ref<const std::string&>());
        if (found->is_number_integer()) id = found->dump();
        break;
    }
    if (id.empty()) return refuse("it has no item id (\"raw_id\")", line);
    const auto name = side_text_name(kind);
    const auto words = record.contains(name) ? record.find(name) : record.find("text");
    if (words == record.end() || !(words->is_string() || words->is_null()))
        return refuse("it has no \"" + name + "\"", line);
    taker.take(id, words->is_string() ? std::string_view(words->get_ref<const std::string&>()) : std::string_view());
}

struct TextColumns {
    std::string delimiter;
    int id = -1, text = -1;
};

TextColumns columns_of(const TextStream& stream, std::string_view header, SideText kind) {
    TextColumns columns;
    const auto names = header_fields(header, columns.delimiter);
    const auto known = item_columns(names);
    columns.id = known.id;
    columns.text = kind == SideText::caption ? known.caption : known.summary;
    if (columns.text < 0)
        for (std::size_t i = 0; i < names.size(); ++i)
            if (lower_ascii(names[i]) == "text") columns.text = static_cast<int>(i);
    if (columns.id < 0 || columns.text < 0)
        throw UserError("\"" + stream.path().string() + "\" is no file of item " +
                            (kind == SideText::caption ? "captions." : "summaries."),
                        "Its first line is: " + excerpt(header),
                        "Give it a header with the columns raw_id and " + side_text_name(kind) +
                            ", or one JSON object a line with these keys.");
    return columns;
}

void read_table(TextStream& stream, std::string_view header, SideText kind, Taker& taker, const Refuse& refuse) {
    const auto columns = columns_of(stream, header, kind);
    FieldSplitter splitter(columns.delimiter);
    std::vector<std::string_view> fields;
    std::string_view line;
    const auto last = static_cast<std::size_t>(std::max(columns.id, columns.text));
    while (stream.next_record(line, columns.delimiter)) {
        if (trim(line).empty()) continue;
        if (!splitter.split(line, fields) || fields.size() <= last ||
            trim(fields[static_cast<std::size_t>(columns.id)]).empty())
            refuse("its item id or its text is missing", line);
        else
            taker.take(trim(fields[static_cast<std::size_t>(columns.id)]),
                       fields[static_cast<std::size_t>(columns.text)]);
    }
}

}  // namespace

std::string side_text_name(SideText kind) {
    return kind == SideText::caption ? "caption" : "summary";
}

std::string& side_text(Item& item, SideText kind) {
    return kind == SideText::caption ? item.caption : item.summary;
}

const std::string& side_text(const Item& item, SideText kind) {
    return kind == SideText::caption ? item.caption : item.summary;
}

void add_side_text_source(Dataset& dataset, SideText kind, const std::string& source) {
    auto& sources = kind == SideText::caption ? dataset.caption_source : dataset.summary_source;
    if ((", " + sources + ", ").find(", " + source + ", ") != std::string::npos) return;
    sources += (sources.empty() ? "" : ", ") + source;
}

void forget_side_text_sources(Dataset& dataset, SideText kind) {
    (kind == SideText::caption ? dataset.caption_source : dataset.summary_source).clear();
}

std::string to_json(const SideTextCounts& counts) {
    return json({{"kind", side_text_name(counts.kind)},
                 {"source", counts.source},
                 {"lines", counts.lines},
                 {"taken", counts.taken},
                 {"unknown", counts.unknown},
                 {"unknown_ids", counts.unknown_ids},
                 {"repeated", counts.repeated},
                 {"repeated_ids", counts.repeated_ids},
                 {"empty", counts.empty},
                 {"refused", counts.refused},
                 {"covered", counts.covered},
                 {"items", counts.items}})
        .dump(-1, ' ', false, json::error_handler_t::replace);
}

std::int64_t side_text_coverage(const Dataset& dataset, SideText kind) {
    return std::count_if(dataset.items.begin(), dataset.items.end(),
                         [kind](const Item& item) { return !side_text(item, kind).empty(); });
}

SideTextCounts read_side_texts(const std::filesystem::path& file, SideText kind, bool skip_bad_lines,
                               Dataset& dataset) {
    SideTextCounts counts;
    counts.kind = kind;
    TextStream stream(file);
    counts.source = stream.name();
    counts.items = dataset.item_count();
    Taker taker(dataset, counts);
    const Refuse refuse = [&](const std::string& reason, std::string_view line) {
        if (!skip_bad_lines)
            throw BadLineError("Line " + std::to_string(stream.number()) + " of \"" + file.string() +
                                   "\" cannot be read: " + reason + ".",
                               "The line is: " + excerpt(line),
                               "Correct the line, or skip such lines with --skip-bad-lines, which counts them.");
        ++counts.refused;
    };
    std::string_view line;
    bool more = stream.next(line);
    while (more && trim(line).empty()) more = stream.next(line);
    if (more && trim(line).starts_with('{')) {
        for (; more; more = stream.next(line))
            if (!trim(line).empty()) take_record(std::string(line), kind, taker, refuse);
    } else if (more) {
        read_table(stream, std::string(line), kind, taker, refuse);
    }
    if (counts.lines == counts.unknown)
        throw UserError("The file \"" + file.string() + "\" has nothing for any item of \"" + dataset.name + "\".",
                        counts.lines == 0 ? "It holds no line with an item id."
                                          : "Its " + std::to_string(counts.lines) +
                                                " lines are about other items, such as " + counts.unknown_ids[0] +
                                                "; the dataset has items such as " + dataset.items.at(1).raw_id + ".",
                        "The id must be the one of the raw files, not the number in the prepared folder.");
    taker.finish();
    counts.covered = side_text_coverage(dataset, kind);
    if (counts.taken == counts.covered) forget_side_text_sources(dataset, kind);
    if (counts.taken > 0) add_side_text_source(dataset, kind, counts.source);
    return counts;
}

}  // namespace wb
