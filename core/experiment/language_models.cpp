// Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/language_models.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>

#include "foundation/error.h"
#include "foundation/files.h"
#include "foundation/model_tensors.h"

namespace wb {

namespace fs = std::filesystem;

namespace {

struct Known {
    const char *name, *title, *repository;
    std::vector<std::string> other_names;
};

/// The first of them is what "auto" takes where it is here.
const std::vector<Known>& known_models() {
    static const std::vector<Known> known{
        {"qwen3-0.6b", "Qwen3-0.6B", "Qwen/Qwen3-0.6B", {}},
        {"qwen3-1.7b", "Qwen3-1.7B", "Qwen/Qwen3-1.7B", {"qwen3-1.6b"}},  // scripts write the size wrong
    };
    return known;
}

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

bool is_folder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

/// What a broken-off download leaves has no config yet.
bool is_model(const fs::path& folder) {
    std::error_code ignored;
    return fs::exists(folder / "config.json", ignored);
}

std::uint64_t weight_bytes(const fs::path& folder) {
    std::uint64_t sum = 0;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored))
        if (entry.path().extension() == ".safetensors") sum += fs::file_size(entry.path(), ignored);
    return sum;
}

/// $HF_HUB_CACHE, else $HF_HOME/hub, else ~/.cache/huggingface/hub.
fs::path hub_cache() {
    const auto set = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value ? value : "");
    };
    if (const auto cache = set("HF_HUB_CACHE"); !cache.empty()) return cache;
    if (const auto home = set("HF_HOME"); !home.empty()) return fs::path(home) / "hub";
    const auto home = set("HOME");
    return home.empty() ? fs::path() : fs::path(home) / ".cache" / "huggingface" / "hub";
}

fs::path cache_folder(const std::string& repository) {
    std::string name = "models--" + repository;
    for (auto at = name.find('/'); at != std::string::npos; at = name.find('/', at)) name.replace(at, 1, "--");
    return hub_cache() / name;
}

/// The snapshot that "main" names, or else any that has a config.
fs::path snapshot_of(const fs::path& folder) {
    std::string revision;
    std::ifstream(folder / "refs" / "main") >> revision;
    if (!revision.empty() && is_folder(folder / "snapshots" / revision)) return folder / "snapshots" / revision;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder / "snapshots", ignored))
        if (fs::exists(entry.path() / "config.json", ignored)) return entry.path();
    return {};
}

/// Reads what can be read without the weights.
void examine(LanguageModel& model) {
    model.weight_bytes = weight_bytes(model.folder);
    std::error_code ignored;
    const auto has = [&](const char* file) { return fs::exists(model.folder / file, ignored); };
    try {
        model.config = read_qwen_config(model.folder);
        if (!has("tokenizer.json") && !(has("vocab.json") && has("merges.txt")))
            throw UserError("The folder \"" + model.folder.string() + "\" has no tokenizer.", "",
                            "Copy the model's folder again, with all its files.");
        ModelTensors::open(model.folder);  // the heads of the files: whether all are there, and whole
    } catch (const UserError& error) {
        model.problem = error.what_happened() + (error.why().empty() ? "" : " " + error.why());
        model.fix = error.fix();
    }
}

LanguageModel named(std::string name, std::string title, std::string repository = {}) {
    LanguageModel model;
    model.name = std::move(name);
    model.title = std::move(title);
    model.repository = std::move(repository);
    return model;
}

void put_into(LanguageModel& model, fs::path folder, std::string place) {
    model.folder = std::move(folder);
    model.place = std::move(place);
}

LanguageModel built_in() {
    LanguageModel model = named(built_in_model, "Qwen3-tiny");
    put_into(model, resource_folder() / "models" / built_in_model, "built in");
    model.stand_in = true;
    if (!is_folder(model.folder)) {
        model.problem = "The built-in model is not at \"" + model.folder.string() + "\".";
        model.fix =
            "Make it as recipes/qwen3_tiny says, name its resources folder in WB_RESOURCES, or fetch a published "
            "model: rerank models --get " +
            std::string(known_models().front().name);
        return model;
    }
    examine(model);
    return model;
}

std::vector<fs::path> workspace_folders(const LanguageModel& model, const Workspace& workspace) {
    std::vector<fs::path> folders{workspace.models() / model.title};
    if (model.name != model.title) folders.push_back(workspace.models() / model.name);
    return folders;
}

LanguageModel known_model(const Known& known, const Workspace& workspace) {
    LanguageModel model = named(known.name, known.title, known.repository);
    for (const fs::path& folder : workspace_folders(model, workspace))
        if (model.folder.empty() && is_model(folder)) put_into(model, folder, "workspace");
    if (model.folder.empty())
        if (const auto cached = snapshot_of(cache_folder(known.repository)); !cached.empty())
            put_into(model, cached, "Hugging Face cache");
    if (!model.folder.empty()) {
        examine(model);
        return model;
    }
    std::string places;
    for (const auto& place : model_places(model, workspace))
        places += (places.empty() ? "\"" : ", \"") + place.string() + "\"";
    model.problem = model.title + " is not on this machine. It was looked for in " + places + ".";
    model.fix = "Fetch it with \"rerank models --get " + model.name + "\", copy its folder to \"" +
                (workspace.models() / model.title).string() + "\", or name another with --qwen-model.";
    return model;
}

LanguageModel in_folder(const fs::path& folder, const std::string& place) {
    const auto name = folder.filename().empty() ? folder.parent_path().filename() : folder.filename();
    LanguageModel model = named(place == "workspace" ? name.string() : folder.string(), name.string());
    put_into(model, folder, place);
    examine(model);
    return model;
}

/// Models of the Qwen3 family that other programs have fetched; the cache may be full of others, which are left out.
std::vector<LanguageModel> others_in_hub_cache() {
    constexpr std::string_view prefix = "models--";
    std::vector<LanguageModel> models;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(hub_cache(), ignored)) {
        std::string name = entry.path().filename().string();
        const auto snapshot = name.starts_with(prefix) ? snapshot_of(entry.path()) : fs::path();
        if (snapshot.empty() || !is_model(snapshot)) continue;
        name.erase(0, prefix.size());
        if (const auto dashes = name.find("--"); dashes != std::string::npos) name.replace(dashes, 2, "/");
        if (std::any_of(known_models().begin(), known_models().end(),
                        [&](const Known& known) { return known.repository == name; }))
            continue;
        LanguageModel model = named(name, name.substr(name.find('/') + 1));
        put_into(model, snapshot, "Hugging Face cache");
        examine(model);
        if (model.usable()) models.push_back(std::move(model));
    }
    std::sort(models.begin(), models.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return models;
}

}  // namespace

std::vector<fs::path> model_places(const LanguageModel& model, const Workspace& workspace) {
    auto places = workspace_folders(model, workspace);
    if (!model.repository.empty()) places.push_back(cache_folder(model.repository));
    return places;
}

std::vector<LanguageModel> language_models(const Workspace& workspace) {
    std::vector<LanguageModel> models{built_in()};
    for (const Known& known : known_models()) models.push_back(known_model(known, workspace));
    std::vector<fs::path> others;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(workspace.models(), ignored)) {
        const bool listed = std::any_of(models.begin(), models.end(),
                                        [&](const LanguageModel& model) { return model.folder == entry.path(); });
        if (!listed && is_model(entry.path())) others.push_back(entry.path());
    }
    std::sort(others.begin(), others.end());
    for (const auto& folder : others) models.push_back(in_folder(folder, "workspace"));
    for (auto& model : others_in_hub_cache()) models.push_back(std::move(model));
    return models;
}

LanguageModel find_language_model(const std::string& asked, const Workspace& workspace) {
    const auto models = language_models(workspace);
    const std::string name = lower(asked);
    if (name == best_model) {
        if (models[1].usable() || models[0].usable()) return models[1].usable() ? models[1] : models[0];
        LanguageModel none = named(best_model, "a language model");
        none.problem = "There is no language model on this machine.";
        none.fix = "Fetch one: rerank models --get " + models[1].name;
        return none;
    }
    for (const LanguageModel& model : models)  // an empty name is nobody's, not that of a model without a repository
        if (!name.empty() &&
            (lower(model.name) == name || lower(model.title) == name || lower(model.repository) == name))
            return model;
    for (const LanguageModel& model : models)
        if (same_language_model(model.name, asked)) return model;
    for (const Known& known : known_models())
        if (std::find(known.other_names.begin(), known.other_names.end(), name) != known.other_names.end())
            return find_language_model(known.name, workspace);
    if (is_folder(asked) && (asked.find('/') != std::string::npos || is_model(asked)))
        return in_folder(fs::absolute(asked), "folder");
    LanguageModel model = named(asked, asked);
    std::string usable;
    for (const LanguageModel& one : models)
        if (one.usable()) usable += (usable.empty() ? "" : ", ") + one.name;
    model.problem = "There is no language model \"" + asked + "\".";
    model.fix = (usable.empty() ? "" : "On this machine there are: " + usable + ". ") +
                std::string("A model's folder may be given as well, with its path.");
    return model;
}

bool same_language_model(const std::string& a, const std::string& b) {
    const auto folder = [](const std::string& name) {
        auto text = lower(name);
        const auto slash = text.find('/');
        // One slash alone: more are those of a path.
        if (slash != std::string::npos && slash > 0 && text.rfind('/') == slash) text.replace(slash, 1, "--");
        return text;
    };
    return folder(a) == folder(b);
}

}  // namespace wb
