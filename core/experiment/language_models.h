// Which language models are there, and what to do for those that are not. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "experiment/workspace.h"
#include "text/qwen_config.h"

namespace wb {

struct LanguageModel {
    std::string name;              ///< as given with --qwen-model: "qwen3-0.6b"
    std::string title;             ///< "Qwen3-0.6B"
    std::string repository;        ///< where it is published: "Qwen/Qwen3-0.6B"; empty = nowhere
    std::filesystem::path folder;  ///< empty = it is not here
    std::string place;             ///< "built in", "workspace", "Hugging Face cache", "folder"
    bool stand_in = false;         ///< small and made by this project: no substitute for a published model
    QwenConfig config;             ///< where it is here and can be used
    std::uint64_t weight_bytes = 0;
    std::string problem, fix;  ///< why it cannot be used, and what to do; empty = it can
    bool usable() const { return !folder.empty() && problem.empty(); }
};

inline constexpr const char* built_in_model = "qwen3-tiny";
inline constexpr const char* best_model = "auto";

/// The known ones, here or not, others that lie in the workspace's models folder, and others of the family in the
/// cache of Hugging Face ("owner/name"). Reads no weights.
std::vector<LanguageModel> language_models(const Workspace& workspace);

/// By name (also the published spelling "qwen3-1.6b", and names of any case), or a folder. `best_model`: Qwen3-0.6B
/// where it is, else the built-in one. A model that is not known has a problem too, which names those that are here.
LanguageModel find_language_model(const std::string& name, const Workspace& workspace);
/// Whether two names are of one published model: "owner/name" is fetched into the folder "owner--name".
bool same_language_model(const std::string& a, const std::string& b);

/// Where a model is looked for, in this order.
std::vector<std::filesystem::path> model_places(const LanguageModel& model, const Workspace& workspace);

}  // namespace wb
