// What makes captions and summaries, and how a long generation is gone on with after a stop. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/text_generator.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <unordered_map>

#include "dataset/prepare.h"
#include "dataset/prepared.h"
#include "dataset/text_lines.h"
#include "foundation/error.h"
#include "foundation/files.h"

namespace wb {

namespace {

using nlohmann::json;

/// generated/<id>.jsonl: a line that names generator and dataset, then a line an item.
class Journal {
  public:
    Journal(fs::path path, const std::string& generator, const std::string& fingerprint) : path_(std::move(path)) {
        const json head = {{"generator", generator}, {"fingerprint", fingerprint}};
        std::error_code error;
        std::size_t whole = 0;  // a line that a crash cut has no end
        if (fs::is_regular_file(path_, error)) whole = read(read_file(path_), head);
        if (whole == 0) {
            write_file_atomic(path_, head.dump() + "\n");
            texts_.clear();
        } else {
            fs::resize_file(path_, whole);
        }
        out_.open(path_, std::ios::binary | std::ios::app);
    }
    const std::unordered_map<ItemId, std::string>& texts() const { return texts_; }
    void add(std::span<const ItemId> items, const std::vector<std::string>& texts) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            out_
                << json({{"item", items[i]}, {"text", texts[i]}}).dump(-1, ' ', false, json::error_handler_t::replace)
                << '\n';
            texts_[items[i]] = texts[i];
        }
        out_.flush();
        if (!out_)
            throw UserError("The generated texts cannot be written to \"" + path_.string() + "\".",
                            "The disk may be full or the folder read-only.",
                            "Free some space and start again; what was written is kept.");
    }
    void remove() {
        out_.close();
        std::error_code ignored;
        fs::remove(path_, ignored);
        fs::remove(path_.parent_path(), ignored);  // when it is empty
    }

  private:
    /// Bytes up to the end of the last whole line; 0 = of another generator or dataset.
    std::size_t read(const std::string& bytes, const json& head) {
        std::size_t begin = 0;
        for (auto end = bytes.find('\n'); end != std::string::npos; end = bytes.find('\n', begin)) {
            const json line = json::parse(bytes.substr(begin, end - begin), nullptr, false);
            if (begin == 0 ? line != head : !line.is_object()) return begin;
            if (begin > 0) {
                if (!line.contains("item") || !line["item"].is_number_integer() || !line.contains("text") ||
                    !line["text"].is_string())
                    return begin;
                texts_[line["item"].get<ItemId>()] = line["text"].get<std::string>();
            }
            begin = end + 1;
        }
        return begin;
    }
    fs::path path_;
    std::ofstream out_;
    std::unordered_map<ItemId, std::string> texts_;
};

bool can_be_made(const Item& item, const TextGenerator::Needs& needs) {
    return (!needs.pictures || !item.image.empty()) && (!needs.texts || !item.text.empty());
}

}  // namespace

TextGenerator& find_text_generator(const TextGenerators& generators, SideText kind, const std::string& id) {
    std::string there;
    for (const auto& one : generators) {
        if (one->makes() != kind) continue;
        if (id.empty() || one->id() == id) return *one;
        there += (there.empty() ? "" : ", ") + one->id() + " (" + one->title() + ")";
    }
    const bool caption = kind == SideText::caption;
    const std::string what = caption ? "captions" : "semantic summaries";
    const std::string import = std::string("Make them elsewhere and give the file with ") +
                               (caption ? "--captions" : "--summaries") + " FILE: one {\"raw_id\": ..., \"" +
                               side_text_name(kind) + "\": ...} a line, or a CSV with these columns.";
    if (there.empty())
        throw UserError("No generator of " + what + " is installed.", "This version makes none itself.", import);
    throw UserError("There is no generator of " + what + " called \"" + id + "\".", "There are: " + there + ".",
                    "Name one of them, or: " + import);
}

SideTextCounts generate_side_texts(const fs::path& prepared_folder, TextGenerator& generator, std::size_t batch,
                                   bool replace, const StopToken& stop, const ImportProgress& progress) {
    Dataset dataset = read_prepared(prepared_folder);
    const auto needs = generator.needs();
    const auto kind = generator.makes();
    SideTextCounts counts;
    counts.kind = kind;
    counts.source = generator.id();
    counts.items = dataset.item_count();
    Journal journal(prepared_folder / "generated" / (generator.id() + ".jsonl"), generator.id(), dataset.fingerprint);
    std::vector<ItemId> todo;
    for (ItemId item = 1; item <= dataset.item_count(); ++item) {
        const Item& one = dataset.items[static_cast<std::size_t>(item)];
        if (can_be_made(one, needs) && (replace || side_text(one, kind).empty()) && !journal.texts().contains(item))
            todo.push_back(item);
    }
    for (std::size_t begin = 0; begin < todo.size(); begin += batch) {
        stop.check();
        const auto items = std::span(todo).subspan(begin, std::min(batch, todo.size() - begin));
        const auto texts = generator.generate(dataset, items, stop);
        if (texts.size() != items.size()) throw std::logic_error(generator.id() + " gave another number of texts");
        journal.add(items, texts);
        if (progress)
            progress("generate", static_cast<double>(begin + items.size()) / static_cast<double>(todo.size()));
    }
    for (const auto& [item, text] : journal.texts()) {
        ++counts.lines;
        if (item < 1 || item > dataset.item_count() || text.empty()) {
            counts.empty += text.empty();
            continue;
        }
        side_text(dataset.items[static_cast<std::size_t>(item)], kind) = text;
        ++counts.taken;
    }
    counts.covered = side_text_coverage(dataset, kind);
    if (counts.taken == counts.covered) forget_side_text_sources(dataset, kind);
    if (counts.taken > 0) add_side_text_source(dataset, kind, counts.source);
    store_side_texts(dataset, prepared_folder, {counts});
    journal.remove();
    return counts;
}

}  // namespace wb
