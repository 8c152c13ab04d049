// Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/model_download.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "foundation/files.h"
#include "foundation/git_blob.h"
#include "foundation/partial_download.h"
#include "foundation/sha256.h"
#include "foundation/shown_text.h"

namespace wb {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* config_file = "config.json";
constexpr std::uint64_t largest_list = std::uint64_t{1} << 24;

HttpRequest request_of(const std::string& url, const fs::path& file) {
    HttpRequest request;
    request.url = url;
    request.file = file;
    return request;
}

/// What is read from a model's folder, and what other programs read from one that an adapter was merged into.
bool is_wanted(const std::string& name) {
    if (name.find('/') != std::string::npos || name.find('\\') != std::string::npos || name.starts_with("."))
        return false;
    for (const char* exact : {config_file, "generation_config.json", "tokenizer.json", "tokenizer_config.json",
                              "vocab.json", "merges.txt", "model.safetensors.index.json", "special_tokens_map.json",
                              "added_tokens.json", "chat_template.jinja"})
        if (name == exact) return true;
    return name.starts_with("model") && name.ends_with(".safetensors");
}

constexpr std::uint64_t largest_small = std::uint64_t{1} << 26;  ///< of files that are read whole for their sum

/// With the size that it should have, and a small one with the content.
bool came_whole(const fs::path& file, const HubFile& wanted) {
    std::error_code error;
    if (fs::file_size(file, error) != wanted.bytes || error) return false;
    return wanted.git_blob.empty() || wanted.bytes > largest_small ||
           git_blob_id(read_file(file, largest_small)) == wanted.git_blob;
}

/// From a call before, since when the hub may have got another version of the same size.
bool is_there(const fs::path& file, const HubFile& wanted) {
    return came_whole(file, wanted) && (wanted.sha256.empty() || sha256_file(file) == wanted.sha256);
}

HttpRequest request_of(const ModelDownload& download, const HubFile& file) {
    auto request =
        request_of(download.hub + "/" + download.repository + "/resolve/" + download.revision + "/" + file.name,
                   download.folder / file.name);
    request.sha256 = file.sha256;
    request.max_bytes = std::max<std::uint64_t>(file.bytes, 1);
    return request;
}

}  // namespace

std::string default_hub() {
    const char* set = std::getenv("HF_ENDPOINT");
    std::string hub = set && *set ? set : "https://huggingface.co";
    while (hub.ends_with('/')) hub.pop_back();
    return hub;
}

ModelDownload planned_download(const std::string& name, const std::string& hub, const Workspace& workspace) {
    const auto model = find_language_model(name, workspace);
    ModelDownload download;
    download.hub = hub.empty() ? default_hub() : hub;
    while (download.hub.ends_with('/')) download.hub.pop_back();
    download.repository = !model.repository.empty() ? model.repository : name;
    const auto slash = download.repository.find('/');
    if (std::count(download.repository.begin(), download.repository.end(), '/') != 1 || slash == 0 ||
        slash + 1 == download.repository.size() || download.repository.find("..") != std::string::npos)
        throw UserError(
            model.problem.empty() ? "\"" + name + "\" is not the name of a model on a hub." : model.problem,
            "Only models of a hub can be fetched.",
            "Name one of \"rerank models\", or a repository such as Qwen/Qwen3-0.6B.");
    // A repository of somebody else must not take the folder of a known model with the same name.
    std::string folder = download.repository;
    if (model.repository.empty())
        folder.replace(slash, 1, "--");
    else
        folder.erase(0, slash + 1);
    download.folder = workspace.models() / folder;
    return download;
}

LanguageModel downloaded_model(const ModelDownload& download, const Workspace& workspace) {
    const auto known = find_language_model(download.repository, workspace);
    return known.folder.empty() ? find_language_model(download.folder.string(), workspace) : known;
}

std::vector<HubFile> hub_files(HttpClient& client, const ModelDownload& download, const StopToken& stop) {
    const auto list = download.folder / ".files.json";
    auto request =
        request_of(download.hub + "/api/models/" + download.repository + "/tree/" + download.revision, list);
    request.max_bytes = largest_list;
    const auto result = client.fetch(request, stop);
    if (result.outcome == HttpOutcome::not_found || result.outcome == HttpOutcome::refused)
        throw UserError(url_host(request.url) + " shows no repository " + download.repository + ".", result.why,
                        "Check its name. One that asks for a login cannot be fetched here: copy its folder into the "
                        "models folder of the workspace.");
    if (result.outcome != HttpOutcome::done) throw http_error(request, result);
    const auto answer = json::parse(read_file(list, largest_list), nullptr, false);
    std::error_code ignored;
    fs::remove(list, ignored);
    if (!answer.is_array())
        throw UserError("The list of files from " + url_host(request.url) + " cannot be read.",
                        "It is no list in JSON: this may be another server than a hub.",
                        "Check the address of the hub (HF_ENDPOINT).");
    std::vector<HubFile> files;
    bool weights = false;
    try {
        for (const json& entry : answer) {
            const std::string name = entry.at("path");
            if (entry.at("type") != "file" || !is_wanted(name)) continue;
            HubFile file{name, entry.at("size"), "", ""};
            if (const auto large = entry.find("lfs"); large != entry.end() && large->is_object())
                file.sha256 = large->at("oid");
            else
                file.git_blob = entry.value("oid", "");
            weights = weights || name.ends_with(".safetensors");
            files.push_back(file);
        }
    } catch (const json::exception& problem) {
        throw UserError("The list of files from " + url_host(request.url) + " cannot be read.",
                        shown_text(problem.what()) + ".", "Check the address of the hub (HF_ENDPOINT).");
    }
    if (!weights)
        throw UserError("The repository " + download.repository + " has no weights in safetensors files.",
                        "Other formats can hold programs, and are not read.",
                        "Name a repository that has model.safetensors.");
    std::stable_sort(files.begin(), files.end(), [](const HubFile& a, const HubFile& b) {
        return (a.name == config_file) < (b.name == config_file);
    });
    return files;
}

std::uint64_t download_model(const ModelDownload& download, const StopToken& stop,
                             const std::function<void(const DownloadProgress&)>& progress) {
    const bool made = fs::create_directories(download.folder);
    HttpClient client;
    const auto files = [&] {
        try {
            return hub_files(client, download, stop);
        } catch (...) {
            std::error_code ignored;
            if (made) fs::remove_all(download.folder, ignored);  // nothing came
            throw;
        }
    }();
    std::uint64_t total = 0, missing = 0, before = 0, fetched = 0;
    std::vector<bool> there;
    for (const HubFile& file : files) {
        stop.check();
        const auto request = request_of(download, file);
        there.push_back(is_there(request.file, file));
        total += file.bytes;
        if (!there.back())
            missing += file.bytes - std::min(file.bytes, PartialDownload(request.file, request.url).size());
    }
    std::error_code error;
    const auto space = fs::space(download.folder, error);
    if (!error && space.available < missing)
        throw UserError("The disk of \"" + download.folder.string() + "\" has too little space.",
                        std::to_string(missing >> 20) + " MiB are needed, and " +
                            std::to_string(space.available >> 20) + " MiB are free.",
                        "Free some space, or use another workspace.");
    for (std::size_t i = 0; i < files.size(); ++i) {
        const HubFile& file = files[i];
        if (!there[i]) {
            const auto request = request_of(download, file);
            const auto result = client.fetch(request, stop, [&](std::uint64_t done, std::uint64_t) {
                if (progress) progress({file.name, before + done, total});
            });
            if (result.outcome != HttpOutcome::done) throw http_error(request, result);
            if (!came_whole(request.file, file)) {
                fs::remove(request.file, error);
                throw UserError("The file " + file.name + " came with another size or content than the hub says.",
                                "It would be damaged, or of another version than the rest.",
                                "Start the download again.");
            }
            fetched += file.bytes;
        }
        before += file.bytes;
        if (progress) progress({file.name, before, total});
    }
    return fetched;
}

}  // namespace wb
