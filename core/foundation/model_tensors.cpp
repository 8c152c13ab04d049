// The tensors of a model's folder, in one file or in several. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/model_tensors.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "foundation/error.h"
#include "foundation/files.h"
#include "foundation/shown_text.h"

namespace wb {

namespace {

using nlohmann::json;

constexpr std::uint64_t largest_index = std::uint64_t{1} << 26;

[[noreturn]] void refuse(const fs::path& index, const std::string& why) {
    throw UserError("The list of weight files \"" + index.string() + "\" cannot be used.", why,
                    "Download the model's folder again.");
}

bool inside(const fs::path& file, const fs::path& folder) {
    const auto relative = file.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

/// The path of a file that the index names. Links may lead to where a download cache keeps its files, and nowhere
/// else.
fs::path checked_file(const fs::path& folder, const fs::path& index, const std::string& name) {
    const bool plain = !name.empty() && name.find_first_of(std::string("/\\:\0", 4)) == std::string::npos &&
                       name != "." && name != "..";
    if (!plain) refuse(index, "It names " + shown_text(name) + ", which is no plain name of a file.");
    std::error_code error;
    const auto file = folder / name;
    const auto real = fs::canonical(file, error);
    if (error) refuse(index, "It names " + shown_text(name) + ", which is not there.");
    const auto home = fs::canonical(folder, error);
    if (!inside(real, home) && !inside(real, (home / ".." / ".." / "blobs").lexically_normal()))
        refuse(index, shown_text(name) + " leads out of the folder.");
    return file;
}

/// Tensor -> file, as the index says.
std::map<std::string, std::string> read_index(const fs::path& path) {
    json document;
    try {
        document = json::parse(read_file(path, largest_index));
    } catch (const json::exception& problem) {
        refuse(path, "It is no JSON document: " + shown_text(problem.what()) + ".");
    }
    const auto found = document.is_object() ? document.find("weight_map") : document.end();
    if (!document.is_object() || found == document.end() || !found->is_object() || found->empty())
        refuse(path, "It has no \"weight_map\" with names of tensors and files.");
    std::map<std::string, std::string> map;
    for (const auto& [tensor, file] : found->items()) {
        if (!file.is_string()) refuse(path, "The file of the tensor " + shown_text(tensor) + " is no text.");
        map.emplace(tensor, file.get<std::string>());
    }
    return map;
}

}  // namespace

ModelTensors ModelTensors::open(const fs::path& folder) {
    ModelTensors model;
    std::error_code error;
    const auto single = folder / "model.safetensors", index = folder / "model.safetensors.index.json";
    if (fs::is_regular_file(single, error)) {
        model.files_.push_back(SafetensorsFile::map(single));
        for (const TensorInfo& tensor : model.files_.front().tensors()) model.file_of_.emplace(tensor.name, 0);
        return model;
    }
    if (!fs::is_regular_file(index, error))
        throw UserError("There are no weights in \"" + folder.string() + "\".",
                        "It has neither model.safetensors nor model.safetensors.index.json.",
                        "Download the model's folder again, or choose another folder.");
    std::map<std::string, std::size_t> opened;
    for (const auto& [tensor, name] : read_index(index)) {
        auto place = opened.find(name);
        if (place == opened.end()) {
            model.files_.push_back(SafetensorsFile::map(checked_file(folder, index, name)));
            place = opened.emplace(name, model.files_.size() - 1).first;
        }
        if (!model.files_[place->second].contains(tensor))
            refuse(index, "It says that the tensor " + shown_text(tensor) + " is in " + shown_text(name) +
                              ", where it is not.");
        model.file_of_.emplace(tensor, place->second);
    }
    for (std::size_t i = 0; i < model.files_.size(); ++i)
        for (const TensorInfo& tensor : model.files_[i].tensors()) {
            const auto said = model.file_of_.find(tensor.name);
            if (said == model.file_of_.end())
                model.notices_.push_back("The tensor " + shown_text(tensor.name) + " of " + model.files_[i].origin() +
                                         " is not in the list of weight files.");
            else if (said->second != i)
                refuse(index, "The tensor " + shown_text(tensor.name) + " is in two of its files.");
        }
    return model;
}

ModelTensors::Place ModelTensors::find(std::string_view name) const {
    const auto found = file_of_.find(name);
    if (found == file_of_.end()) return {};
    const SafetensorsFile& file = files_[found->second];
    return {&file, &file.info(name)};
}

std::uint64_t ModelTensors::bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [name, file] : file_of_) {
        const TensorInfo& tensor = files_[file].info(name);
        sum += tensor.end - tensor.begin;
    }
    return sum;
}

}  // namespace wb
