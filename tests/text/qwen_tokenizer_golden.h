// The tokenizer of Qwen3 among the goldens. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "foundation/files.h"
#include "text/tokenizer_files.h"

namespace qwen_tokenizer_golden {

inline std::filesystem::path folder() {
    return std::filesystem::path(WB_TEST_GOLDENS) / "qwen_tokenizer";
}

inline nlohmann::json read(const char* name) {
    return nlohmann::json::parse(wb::read_file(folder() / name));
}

/// Unpacks tokenizer.json into a folder.
inline void unpack(const std::filesystem::path& into) {
    QProcess gunzip;
    gunzip.setStandardOutputFile(QString::fromStdString((into / "tokenizer.json").string()));
    gunzip.start(QStringLiteral("gunzip"),
                 {QStringLiteral("-c"), QString::fromStdString((folder() / "tokenizer.json.gz").string())});
    if (!gunzip.waitForFinished() || gunzip.exitCode() != 0) throw std::runtime_error("gunzip failed");
}

inline wb::Tokenizer tokenizer() {
    QTemporaryDir dir;
    unpack(dir.path().toStdString());
    return wb::load_tokenizer(dir.path().toStdString());
}

/// The same as vocab.json, merges.txt and the files of added tokens, as older folders have it.
inline wb::Tokenizer tokenizer_of_older_files() {
    QTemporaryDir dir;
    const std::filesystem::path into = dir.path().toStdString();
    unpack(into);
    const auto model = nlohmann::json::parse(wb::read_file(into / "tokenizer.json")).at("model");
    std::filesystem::remove(into / "tokenizer.json");
    std::ofstream(into / "vocab.json") << model.at("vocab");
    std::ofstream merges(into / "merges.txt");
    merges << "#version: 0.2\n";
    for (const auto& pair : model.at("merges"))
        merges << (pair.is_string() ? pair.get<std::string>()
                                    : pair[0].get<std::string>() + " " + pair[1].get<std::string>())
               << "\n";
    merges.close();
    for (const char* name : {"added_tokens.json", "tokenizer_config.json"})
        std::filesystem::copy_file(folder() / name, into / name);
    return wb::load_tokenizer(into);
}

}  // namespace qwen_tokenizer_golden
