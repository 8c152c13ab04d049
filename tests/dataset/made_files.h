// Small raw files and datasets for the tests of core/dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>
#include <fstream>
#include <string>

#include "dataset/importer.h"
#include "error_text.h"

namespace made {

namespace fs = std::filesystem;

inline fs::path path_of(const QTemporaryDir& dir) {
    return fs::path(dir.path().toStdString());
}

inline fs::path write(const fs::path& path, const std::string& bytes) {
    fs::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary);
    out << bytes;
    return path;
}

inline std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Folder of the shared data, or empty when the environment does not name it.
inline fs::path shared() {
    return fs::path(qgetenv("WB_SHARED_DATA").toStdString());
}

inline wb::ImportRequest request(const fs::path& raw, int min_uc = 3, int min_sc = 1) {
    wb::ImportRequest request;
    request.raw = {raw};
    request.dataset_code = "made";
    request.filter.min_uc = min_uc;
    request.filter.min_sc = min_sc;
    return request;
}

using ::error_of;

/// All items of a user in order: train, validation, test, as raw ids.
inline std::string sequence(const wb::Dataset& dataset, std::size_t user) {
    std::string text;
    const auto add = [&](wb::ItemId item) {
        text += (text.empty() ? "" : " ") + dataset.items[std::size_t(item)].raw_id;
    };
    for (const auto item : dataset.train[user]) add(item);
    if (dataset.validation[user]) add(dataset.validation[user]);
    if (dataset.test[user]) add(dataset.test[user]);
    return text;
}

}  // namespace made

#define REQUIRE_SHARED_DATA(variable)                                          \
    const auto variable = made::shared();                                      \
    if (variable.empty() || !std::filesystem::is_directory(variable / "data")) \
    QSKIP("WB_SHARED_DATA does not name the folder of the shared data; set it to run the real files")
