// The tensors of a model's folder, in one file or in several. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/safetensors.h"

namespace wb {

/// Mapped, not copied (SafetensorsFile::map).
class ModelTensors {
  public:
    /// `model.safetensors`, or else the files that `model.safetensors.index.json` names. Throws UserError: neither is
    /// there, a file is damaged, the index names a file outside of the folder, or tensors that their file does not
    /// have.
    static ModelTensors open(const std::filesystem::path& folder);

    struct Place {
        const SafetensorsFile* file = nullptr;
        const TensorInfo* tensor = nullptr;
        explicit operator bool() const { return tensor != nullptr; }
    };
    /// Empty when there is no such tensor. Valid as long as this is.
    Place find(std::string_view name) const;
    const std::map<std::string, std::size_t, std::less<>>& names() const { return file_of_; }  ///< name -> file
    std::uint64_t bytes() const;  ///< of all tensors, as they are stored
    /// Sentences about what is odd and does no harm: tensors that the index does not name.
    const std::vector<std::string>& notices() const { return notices_; }

  private:
    std::vector<SafetensorsFile> files_;
    std::map<std::string, std::size_t, std::less<>> file_of_;
    std::vector<std::string> notices_;
};

}  // namespace wb
