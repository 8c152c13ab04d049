// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipes/qwen3_tiny/model_folder.h"

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include "foundation/files.h"
#include "foundation/half.h"
#include "foundation/safetensors.h"

namespace wb::recipe {

void write_tokenizer(const TokenizerParts& parts, const std::filesystem::path& folder) {
    nlohmann::ordered_json vocabulary = nlohmann::ordered_json::object(), added = nlohmann::ordered_json::object();
    for (const auto& [token, id] : parts.vocabulary) vocabulary[token] = id;
    for (const AddedToken& token : parts.added)
        added[std::to_string(token.id)] = {{"content", token.content}, {"lstrip", false},
                                           {"normalized", false},      {"rstrip", false},
                                           {"single_word", false},     {"special", token.special}};
    std::string merges = "#version: 0.2\n";
    for (const auto& [left, right] : parts.merges) merges += left + " " + right + "\n";
    const nlohmann::ordered_json config{{"add_prefix_space", false},           {"added_tokens_decoder", added},
                                        {"eos_token", "<|im_end|>"},           {"pad_token", "<|endoftext|>"},
                                        {"tokenizer_class", "Qwen2Tokenizer"}, {"unk_token", nullptr}};
    write_file_atomic(folder / "vocab.json", vocabulary.dump() + "\n");
    write_file_atomic(folder / "merges.txt", merges);
    write_file_atomic(folder / "tokenizer_config.json", config.dump(2) + "\n");
}

void write_config(const QwenConfig& c, const std::filesystem::path& folder) {
    const nlohmann::ordered_json config{{"architectures", {"Qwen3ForCausalLM"}},
                                        {"attention_bias", false},
                                        {"attention_dropout", 0.0},
                                        {"eos_token_id", c.end_tokens.front()},
                                        {"head_dim", c.head_dim},
                                        {"hidden_act", "silu"},
                                        {"hidden_size", c.hidden_size},
                                        {"initializer_range", 0.02},
                                        {"intermediate_size", c.intermediate_size},
                                        {"max_position_embeddings", c.max_positions},
                                        {"max_window_layers", c.layers},
                                        {"model_type", "qwen3"},
                                        {"num_attention_heads", c.heads},
                                        {"num_hidden_layers", c.layers},
                                        {"num_key_value_heads", c.kv_heads},
                                        {"rms_norm_eps", c.rms_norm_eps},
                                        {"rope_scaling", nullptr},
                                        {"rope_theta", c.rope_theta},
                                        {"sliding_window", nullptr},
                                        {"tie_word_embeddings", c.tied},
                                        {"torch_dtype", c.dtype},
                                        {"use_cache", true},
                                        {"use_sliding_window", false},
                                        {"vocab_size", c.vocab_size}};
    const nlohmann::ordered_json generation{{"do_sample", false}, {"eos_token_id", c.end_tokens}};
    write_file_atomic(folder / "config.json", config.dump(2) + "\n");
    write_file_atomic(folder / "generation_config.json", generation.dump(2) + "\n");
}

void write_weights(const Qwen3Network& network, const std::filesystem::path& folder) {
    SafetensorsWriter writer;
    for (const auto& p : network.parameters()) {
        const float* from = p.value.data_ptr<float>();
        std::vector<std::uint16_t> halves;
        for (std::int64_t i = 0; i < p.value.numel(); ++i) halves.push_back(float_to_bfloat(from[i]));
        writer.add(p.name, DType::bf16, p.value.sizes().vec(), std::as_bytes(std::span(halves)));
    }
    writer.write(folder / "model.safetensors");
}

}  // namespace wb::recipe
