// What the fuzz targets of the importers share: bytes as files, and what has to hold whatever they are.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_input.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "dataset/text_lines.h"

namespace fuzz {

namespace {

namespace fs = std::filesystem;

void require(bool good, const char* what) {
    if (good) return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

}  // namespace

Folder::Folder() {
    std::error_code error;
    const fs::path memory = "/dev/shm";
    const auto place = fs::is_directory(memory, error) ? memory : fs::temp_directory_path();
    path_ = place / ("wb-fuzz-" + std::to_string(::getpid()));
    fs::create_directories(path_);
}

Folder::~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

fs::path Folder::write(const char* name, std::string_view bytes) {
    auto path = path_ / name;
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
}

void Folder::clear() {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(path_)) fs::remove_all(entry.path(), ignored);
}

Folder& folder() {
    static Folder one;
    return one;
}

std::vector<std::string_view> parts(std::string_view bytes, std::size_t count) {
    std::vector<std::string_view> found;
    while (found.size() + 1 < count) {
        const auto end = bytes.find('\x1e');
        found.push_back(bytes.substr(0, end));
        bytes = end == std::string_view::npos ? std::string_view{} : bytes.substr(end + 1);
    }
    found.push_back(bytes);
    return found;
}

void check_error(const wb::UserError& error) {
    require(!error.what_happened().empty() && !error.why().empty() && !error.fix().empty(), "three sentences");
    require(wb::is_utf8(error.what()), "an error in UTF-8");
    require(std::string_view(error.what()).size() < 4000, "an error of readable length");
}

void check_table(const wb::RawTable& table) {
    for (const auto* ids : {&table.users, &table.items})
        for (std::size_t i = 0; i < ids->size(); ++i)
            require(wb::usable_id(ids->id(i)) && wb::is_utf8(ids->id(i)), "usable ids");
    for (const auto& row : table.rows)
        require(row.user >= 0 && row.item >= 0 && static_cast<std::size_t>(row.user) < table.users.size() &&
                    static_cast<std::size_t>(row.item) < table.items.size(),
                "rows that point to users and items");
    require(table.labels.empty() || table.labels.size() == table.rows.size(), "a label for every row");
    for (const auto& [id, item] : table.item_facts)
        require(item.raw_id.empty() || item.raw_id == id, "facts under their own id");
}

void check_dataset(const wb::Dataset& dataset) {
    const auto users = dataset.user_raw_ids.size();
    require(dataset.train.size() == users && dataset.validation.size() == users && dataset.test.size() == users,
            "lists for every user");
    std::int64_t interactions = 0;
    const auto count = [&](wb::ItemId item) {
        require(item >= 1 && item <= dataset.item_count(), "items that exist");
        ++interactions;
    };
    for (std::size_t u = 1; u < users; ++u) {
        require(wb::usable_id(dataset.user_raw_ids[u]), "usable ids of users");
        for (const auto item : dataset.train[u]) count(item);
        for (const wb::ItemId item : dataset.validation.of(u)) count(item);
        for (const wb::ItemId item : dataset.test.of(u)) count(item);
    }
    for (std::size_t i = 1; i < dataset.items.size(); ++i)
        require(wb::usable_id(dataset.items[i].raw_id), "usable ids of items");
    require(interactions == dataset.interactions, "the number of interactions");
    require(dataset.fingerprint.size() == 64, "a fingerprint");
}

void import(const fs::path& raw) {
    wb::ImportRequest request;
    request.raw = {raw};
    request.dataset_code = "fuzz";
    request.filter.min_uc = 2;
    request.filter.min_sc = 0;
    request.skip_bad_lines = true;
    const auto [dataset, report] = wb::import_dataset(request);
    check_dataset(dataset);
    require(!report.to_json().empty(), "a report");
}

}  // namespace fuzz
