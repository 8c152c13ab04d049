// Fetching the folder of a language model from a hub. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "experiment/language_models.h"
#include "foundation/http.h"

namespace wb {

/// $HF_ENDPOINT, else the public hub.
std::string default_hub();

struct ModelDownload {
    std::string hub;         ///< address without a slash at its end
    std::string repository;  ///< "Qwen/Qwen3-0.6B"
    std::filesystem::path folder;
    std::string revision = "main";
};

/// What fetches a model into the workspace: `name` as for find_language_model, or a repository, whose folder is
/// "owner--name" where it is not that of a known model; an empty `hub` is the default one. Throws UserError for a
/// name that no hub has.
ModelDownload planned_download(const std::string& name, const std::string& hub, const Workspace& workspace);
/// The model that a download has brought.
LanguageModel downloaded_model(const ModelDownload& download, const Workspace& workspace);

struct HubFile {
    std::string name;
    std::uint64_t bytes = 0;
    std::string sha256;    ///< of large files
    std::string git_blob;  ///< of small files: git_blob_id of their content; empty where the hub does not say
};
/// The files of a repository that this program reads: config, tokenizer, weights. Throws UserError: no such
/// repository, no connection, weights in another format.
std::vector<HubFile> hub_files(HttpClient& client, const ModelDownload& download, const StopToken& stop);

struct DownloadProgress {
    std::string file;
    std::uint64_t done = 0, total = 0;  ///< bytes of all files
};
/// Fetches what is not there yet; what was broken off goes on where it stopped. config.json comes last, so that a
/// folder without it is not taken for a model. Returns the bytes that came. Throws UserError and Stopped.
std::uint64_t download_model(const ModelDownload& download, const StopToken& stop,
                             const std::function<void(const DownloadProgress&)>& progress);

}  // namespace wb
