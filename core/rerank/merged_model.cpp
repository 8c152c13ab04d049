// Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rerank/merged_model.h"

#include <algorithm>

#include "experiment/model_memory.h"
#include "foundation/error.h"
#include "foundation/half.h"
#include "foundation/safetensors.h"
#include "networks/qwen3.h"

namespace wb {

namespace fs = std::filesystem;

namespace {

void add_weights(SafetensorsWriter& writer, const Qwen3Network& network, bool halves) {
    for (const auto& p : network.parameters()) {
        const auto values = p.value.detach().contiguous();
        const std::span from(values.data_ptr<float>(), static_cast<std::size_t>(values.numel()));
        if (!halves) {
            writer.add_floats(p.name, values.sizes().vec(), from);
            continue;
        }
        std::vector<std::uint16_t> rounded(from.size());
        std::transform(from.begin(), from.end(), rounded.begin(), float_to_bfloat);
        writer.add(p.name, DType::bf16, values.sizes().vec(), std::as_bytes(std::span(rounded)));
    }
}

}  // namespace

void write_merged_model(const LanguageModel& model, const fs::path& adapter, const fs::path& asked) {
    const auto to = asked.has_filename() ? asked : asked.parent_path();  // "folder/" is "folder"
    if (fs::exists(to))
        throw UserError("\"" + to.string() + "\" is there already.", "Nothing is written over.",
                        "Name a folder that does not exist yet.");
    if (!model.usable()) throw UserError(model.problem, "The adapter is merged into it.", model.fix);
    // The weights in float32, and in the file's precision twice: as they are gathered, and as they are written.
    const bool halves = model.config.dtype == "bfloat16";
    const auto need = static_cast<std::uint64_t>(model.config.parameters()) * (halves ? 8 : 12);
    if (const auto shortage = memory_shortage("Merging an adapter into", model, need); !shortage.empty())
        throw UserError(shortage, "Nothing was written.", "Close other programs.");
    Qwen3Network network(model.config, ModelTensors::open(model.folder));
    network.merge(LoraAdapter::load(adapter, model.config));
    SafetensorsWriter writer;
    add_weights(writer, network, halves);
    const fs::path unfinished = to.string() + ".unfinished";
    fs::remove_all(unfinished);
    fs::create_directories(unfinished);
    for (const char* file :
         {"config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "vocab.json",
          "merges.txt", "special_tokens_map.json", "added_tokens.json", "chat_template.jinja"})
        if (fs::exists(model.folder / file)) fs::copy_file(model.folder / file, unfinished / file);
    writer.write(unfinished / "model.safetensors");
    fs::rename(unfinished, to);
}

}  // namespace wb
