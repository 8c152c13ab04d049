// The prepared folder on disk: writing and reading. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/prepared.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "dataset/prepared_meta.h"
#include "dataset/text_lines.h"
#include "foundation/error.h"
#include "foundation/files.h"
#include "foundation/sha256.h"

namespace wb {

namespace {

using nlohmann::json;

/// A file and the SHA-256 of what is written to it, which meta.json keeps.
class DigestedFile {
  public:
    explicit DigestedFile(std::filesystem::path path) : file_(std::move(path)) {}
    void write(std::string_view bytes) {
        hash_.add(bytes);
        file_.write(bytes);
    }
    std::string commit() {
        file_.commit();
        return hash_.hex();
    }

  private:
    AtomicFile file_;
    Sha256 hash_;
};

void write_items(const Dataset& dataset, DigestedFile& file) {
    for (std::size_t i = 1; i < dataset.items.size(); ++i) {
        const Item& item = dataset.items[i];
        json line = {{"item", i}, {"raw_id", item.raw_id}};
        const auto add = [&line](const char* key, const std::string& value) {
            if (!value.empty()) line[key] = value;
        };
        add("title", item.title);
        add("text", item.text);
        add("description", item.description);
        add("brand", item.brand);
        add("categories", item.categories);
        add("caption", item.caption);
        add("summary", item.summary);
        add("image", item.image);
        add("image_url", item.image_url);
        file.write(line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n");
    }
}

void write_users(const Dataset& dataset, DigestedFile& file) {
    file.write("user\traw_id\n");
    for (std::size_t u = 1; u < dataset.user_raw_ids.size(); ++u)
        file.write(std::to_string(u) + "\t" + dataset.user_raw_ids[u] + "\n");
}

void write_train(const Dataset& dataset, DigestedFile& file) {
    std::string text;
    for (std::size_t u = 1; u < dataset.train.size(); ++u) {
        text = std::to_string(u);
        for (const ItemId item : dataset.train[u]) {
            text += ' ';
            text += std::to_string(item);
        }
        text += '\n';
        file.write(text);
    }
}

void write_targets(const TrueItems& targets, DigestedFile& file) {
    for (std::size_t u = 1; u < targets.size(); ++u) {
        const auto items = targets.of(u);
        if (items.empty()) continue;
        std::string line = std::to_string(u);
        for (const ItemId item : items) line += " " + std::to_string(item);
        file.write(line + "\n");
    }
}

std::string csv_field(const std::string& value) {
    if (value.find_first_of(",\"\r\n") == std::string::npos) return value;
    std::string quoted = "\"";
    for (const char c : value) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

void write_export(const Dataset& dataset, const std::filesystem::path& path) {
    AtomicFile file(path);
    file.write("user_id,item_id,user_raw_id,item_raw_id,position,split,title\n");
    std::vector<std::string> item_fields(dataset.items.size()), titles(dataset.items.size());
    for (std::size_t i = 1; i < dataset.items.size(); ++i) {
        item_fields[i] = csv_field(dataset.items[i].raw_id);
        titles[i] = csv_field(dataset.items[i].title);
    }
    std::string line;
    for (std::size_t u = 1; u < dataset.train.size(); ++u) {
        const auto user = std::to_string(u);
        const auto raw_user = csv_field(dataset.user_raw_ids[u]);
        std::size_t position = 0;
        const auto add = [&](ItemId item, const char* split) {
            const auto i = static_cast<std::size_t>(item);
            line = user;
            line += ',';
            line += std::to_string(item);
            line += ',';
            line += raw_user;
            line += ',';
            line += item_fields[i];
            line += ',';
            line += std::to_string(position++);
            line += ',';
            line += split;
            line += ',';
            line += titles[i];
            line += '\n';
            file.write(line);
        };
        for (const ItemId item : dataset.train[u]) add(item, "train");
        for (const ItemId item : dataset.validation.of(u)) add(item, "validation");
        for (const ItemId item : dataset.test.of(u)) add(item, "test");
    }
    file.commit();
}

[[noreturn]] void damaged(const std::filesystem::path& path, const std::string& why) {
    throw UserError("The file \"" + path.string() + "\" is damaged or was edited.", why,
                    "Prepare the dataset again with rerank prepare; to use a split of your own, import its folder.");
}

std::string checked_file(const std::filesystem::path& folder, const PreparedMeta& meta, const char* name) {
    const auto path = folder / name;
    auto bytes = read_file(path);
    const auto digest = meta.digests.find(name);
    if (digest == meta.digests.end() || digest->second != sha256_hex(bytes))
        damaged(path, "Its digest is not the one that meta.json holds, so results would not belong to this dataset.");
    return bytes;
}

void read_items(const std::string& bytes, const std::filesystem::path& path, Dataset& dataset) {
    LineReader lines(bytes);
    std::string_view line;
    dataset.items.emplace_back();
    while (lines.next(line)) {
        if (line.empty()) continue;
        try {
            const json object = json::parse(line);
            if (object.at("item").get<std::size_t>() != dataset.items.size())
                damaged(path, "Item " + std::to_string(dataset.items.size()) + " is missing.");
            Item item;
            item.raw_id = object.at("raw_id").get<std::string>();
            item.title = object.value("title", "");
            item.text = object.value("text", "");
            item.description = object.value("description", "");
            item.brand = object.value("brand", "");
            item.categories = object.value("categories", "");
            item.caption = object.value("caption", "");
            item.summary = object.value("summary", "");
            item.image = object.value("image", "");
            item.image_url = object.value("image_url", "");
            dataset.items.push_back(std::move(item));
        } catch (const json::exception& problem) {
            damaged(path, "Line " + std::to_string(lines.number()) + " is no item (" + problem.what() + ").");
        }
    }
    if (dataset.items.size() > static_cast<std::size_t>(std::numeric_limits<ItemId>::max()))
        damaged(path, "It holds more items than can be numbered.");
}

void read_users(const std::string& bytes, const std::filesystem::path& path, Dataset& dataset) {
    LineReader lines(bytes);
    std::string_view line;
    lines.next(line);
    dataset.user_raw_ids.emplace_back();
    while (lines.next(line)) {
        const auto tab = line.find('\t');
        const auto number = parse_integer(line.substr(0, tab));
        if (tab == std::string_view::npos || number != static_cast<std::int64_t>(dataset.user_raw_ids.size()))
            damaged(path, "Line " + std::to_string(lines.number()) + " is not the next user.");
        dataset.user_raw_ids.emplace_back(line.substr(tab + 1));
    }
}

template <class Store>
void read_split(const std::string& bytes, const std::filesystem::path& path, const Dataset& dataset, Store store) {
    LineReader lines(bytes);
    std::vector<std::string_view> tokens;
    std::vector<ItemId> sequence;
    std::string_view line;
    while (lines.next(line)) {
        split_blanks(line, tokens);
        if (tokens.empty()) continue;
        const auto bad = [&](const std::string& reason) {
            damaged(path, "Line " + std::to_string(lines.number()) + " " + reason + ".");
        };
        const auto user = parse_integer(tokens[0]);
        if (!user || *user < 1 || *user > dataset.user_count()) bad("names a user that does not exist");
        sequence.clear();
        for (std::size_t i = 1; i < tokens.size(); ++i) {
            const auto item = parse_integer(tokens[i]);
            if (!item || *item < 1 || *item > dataset.item_count()) bad("names an item that does not exist");
            sequence.push_back(static_cast<ItemId>(*item));
        }
        if (!store(static_cast<std::size_t>(*user), sequence)) bad("has the wrong number of items");
    }
}

}  // namespace

void write_prepared(const Dataset& dataset, const std::filesystem::path& folder, const std::string& report_json) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        throw UserError("The folder \"" + folder.string() + "\" cannot be made.", error.message() + ".",
                        "Check the permissions of the workspace and the free space.");
    std::filesystem::remove(folder / "meta.json", error);  // from here on the folder is not whole
    PreparedMeta meta;
    meta.info = prepared_info(dataset, folder);
    if (meta.info.fingerprint.empty()) meta.info.fingerprint = dataset_fingerprint(dataset);
    meta.report_json = report_json;
    const auto write = [&](const char* name, const auto& content) {
        DigestedFile file(folder / name);
        content(file);
        meta.digests[name] = file.commit();
    };
    write("items.jsonl", [&](DigestedFile& file) { write_items(dataset, file); });
    write("users.tsv", [&](DigestedFile& file) { write_users(dataset, file); });
    write("train.txt", [&](DigestedFile& file) { write_train(dataset, file); });
    write("val.txt", [&](DigestedFile& file) { write_targets(dataset.validation, file); });
    write("test.txt", [&](DigestedFile& file) { write_targets(dataset.test, file); });
    write_export(dataset, folder / "dataset_single_export.csv");
    write_file_atomic(folder / "meta.json", prepared_meta_json(meta));
}

Dataset read_prepared(const std::filesystem::path& folder) {
    const auto meta = read_prepared_meta(folder);
    Dataset dataset;
    dataset.name = meta.info.name;
    dataset.filter = meta.info.filter;
    dataset.ready_split = meta.info.ready_split;
    dataset.text_rule = meta.info.text_rule;
    dataset.caption_source = meta.info.caption_source;
    dataset.summary_source = meta.info.summary_source;
    dataset.folder = folder;
    read_items(checked_file(folder, meta, "items.jsonl"), folder / "items.jsonl", dataset);
    read_users(checked_file(folder, meta, "users.tsv"), folder / "users.tsv", dataset);
    const auto users = dataset.user_raw_ids.size();
    dataset.train.resize(users);
    dataset.validation.assign(users);
    dataset.test.assign(users);
    read_split(checked_file(folder, meta, "train.txt"), folder / "train.txt", dataset,
               [&dataset](std::size_t user, const std::vector<ItemId>& sequence) {
                   dataset.train[user] = sequence;
                   dataset.interactions += static_cast<std::int64_t>(sequence.size());
                   return true;
               });
    const auto add_to = [&dataset](TrueItems& targets) {
        return [&dataset, &targets](std::size_t user, const std::vector<ItemId>& items) {
            for (const ItemId item : items) targets.add(user, item);
            dataset.interactions += static_cast<std::int64_t>(items.size());
            return !items.empty() && targets.of(user).size() == items.size();
        };
    };
    read_split(checked_file(folder, meta, "val.txt"), folder / "val.txt", dataset, add_to(dataset.validation));
    read_split(checked_file(folder, meta, "test.txt"), folder / "test.txt", dataset, add_to(dataset.test));
    dataset.fingerprint = dataset_fingerprint(dataset);
    if (dataset.fingerprint != meta.info.fingerprint)
        damaged(folder / "meta.json", "The fingerprint that it holds is not the one of the sequences beside it.");
    return dataset;
}

}  // namespace wb
