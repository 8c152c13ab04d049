// Fuzz target: the small files beside a model's weights, and weights in parts. Layer: fuzz targets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>

#include "foundation/model_tensors.h"
#include "fuzz/fuzz_input.h"
#include "text/qwen_config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parts = fuzz::parts(fuzz::text_of(data, size), 5);
    fuzz::folder().clear();
    const char* names[] = {"config.json", "generation_config.json", "model.safetensors.index.json", "a.safetensors",
                           "b.safetensors"};
    for (std::size_t i = 0; i < 5; ++i)
        if (!parts[i].empty()) fuzz::folder().write(names[i], parts[i]);
    fuzz::run([] {
        const auto config = wb::read_qwen_config(fuzz::folder().path());
        if (config.heads % config.kv_heads != 0 || config.head_dim % 2 != 0 || config.parameters() < 1) std::abort();
    });
    fuzz::run([] {
        const auto model = wb::ModelTensors::open(fuzz::folder().path());
        std::uint64_t bytes = 0;
        for (const auto& [name, file] : model.names())
            bytes += model.find(name).file->bytes(*model.find(name).tensor).size();
        if (bytes != model.bytes()) std::abort();
    });
    return 0;
}
