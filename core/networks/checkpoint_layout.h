// Between tensors and safetensors by name. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "foundation/safetensors.h"
#include "networks/parameters.h"

namespace wb {

/// Adds a float32 or int64 CPU tensor of any layout. A contiguous one is not copied: until the writer has written,
/// its numbers must not change.
void add_tensor(SafetensorsWriter& writer, const std::string& name, const at::Tensor& tensor);
/// A new contiguous float32 tensor.
at::Tensor read_tensor(const SafetensorsFile& file, const std::string& name);
at::Tensor read_integer_tensor(const SafetensorsFile& file, const std::string& name);

/// Copies tensors of a file into given ones, collecting all that is missing or of another shape.
class LayoutReader {
  public:
    LayoutReader(const SafetensorsFile& file, std::string prefix) : file_(file), prefix_(std::move(prefix)) {}
    void copy(const std::string& name, const at::Tensor& target);
    /// Throws one UserError that lists everything found wrong.
    void finish(const std::string& model) const;

  private:
    const SafetensorsFile& file_;
    std::string prefix_;
    std::vector<std::string> wrong_;
};

/// All parameters under their own names, for networks whose layout is the published one.
void save_parameters(const Parameters& parameters, SafetensorsWriter& writer, const std::string& prefix);
/// Throws UserError for missing or mismatched tensors; `model` names the network in it.
void load_parameters(const Parameters& parameters, const SafetensorsFile& file, const std::string& prefix,
                     const std::string& model);

}  // namespace wb
