// Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/model_memory.h"

#include <algorithm>
#include <cstdio>

namespace wb {

Activations activations_kept(const Settings& settings, const std::string& base) {
    if (get_bool(settings, "gradient_checkpointing")) return Activations::inputs;
    const bool of_attention = get_text(settings, "lora_targets") != "all";
    return of_attention && (base == "bfloat16" || base == "int8" || base == "nf4") ? Activations::products
                                                                                   : Activations::all;
}

std::int64_t activations_of_token(const QwenConfig& c, Activations kept) {
    const auto q = c.heads * c.head_dim, kv = c.kv_heads * c.head_dim;
    // What went into norms, products, gates and attention.
    const auto of_layer = 6 * c.hidden_size + 4 * q + 4 * kv + 4 * c.intermediate_size;
    if (kept == Activations::all) return c.layers * of_layer;
    // Both halves' inputs, and in 16 bits what attention gave; then what went into it, gates and what they multiply.
    const auto inputs = 2 * c.hidden_size + q / 2, products = q / 2 + kv + c.intermediate_size;
    return c.layers * (inputs + (kept == Activations::products ? products : 0)) + of_layer;
}

std::uint64_t memory_need(const QwenConfig& c, std::int64_t tokens, Activations kept, const std::string& base,
                          bool scored_in_float32) {
    const auto embeddings = c.vocab_size * c.hidden_size * (c.tied ? 1 : 2);
    const auto matrices = static_cast<double>(c.parameters() - embeddings);
    // In few bits, matrices are laid out when they are needed, a few at a time, and tables of tokens stay in their
    // file. For scoring there is one more copy. Large pages take a quarter more than what lies in them.
    const double laid_out = 16.0 * static_cast<double>(c.hidden_size * c.intermediate_size);
    double weights = 4.0 * static_cast<double>(c.parameters()) + 2 * matrices;
    if (base == "bfloat16") weights = 1.25 * (2 + (scored_in_float32 ? 4 : 2)) * matrices + laid_out;
    if (base == "int8") weights = 1.25 * (1 + 1) * matrices + laid_out;
    if (base == "nf4") weights = 2 * 0.52 * matrices + laid_out;
    if (base == all_trained) weights = 5 * 4.0 * static_cast<double>(c.parameters());
    const auto activations = tokens * activations_of_token(c, kept) + 2 * c.vocab_size;
    return static_cast<std::uint64_t>(weights) + static_cast<std::uint64_t>(activations) * 4 +
           (std::uint64_t{300} << 20);
}

std::uint64_t memory_need(const QwenConfig& c, const Settings& settings, std::int64_t tokens,
                          const std::string& base) {
    const auto without = memory_need(c, tokens, activations_kept(settings, base), base,
                                     get_text(settings, "scoring_precision") == "float32");
    // In float32, and in a training with gradients, two moments of Adam and the best so far.
    return without + static_cast<std::uint64_t>((tokens > 0 ? 5 : 1) * 4 * adapter_parameters(c, settings));
}

std::uint64_t least_memory_need(const QwenConfig& c, const Settings& settings) {
    const auto tokens = std::min(get_int(settings, "max_seq_length"), c.max_positions);
    const auto& base = get_text(settings, "base_precision");
    const auto need = [&](const std::string& held) { return memory_need(c, settings, tokens, held); };
    if (get_text(settings, "train") == "full") return need(all_trained);
    return base == "auto" ? std::min(need("bfloat16"), need("float32")) : need(base);
}

std::int64_t adapter_parameters(const QwenConfig& c, const Settings& settings) {
    if (get_text(settings, "train") == "full") return 0;
    const auto h = c.hidden_size, q = c.heads * c.head_dim, kv = c.kv_heads * c.head_dim;
    const auto& targets = get_text(settings, "lora_targets");
    auto widths = (h + q) + (h + kv);  // what goes in and comes out, of queries and values
    if (targets != "query_value") widths += (h + kv) + (q + h);
    if (targets == "all") widths += 3 * (h + c.intermediate_size);
    return c.layers * get_int(settings, "lora_rank") * widths;
}

std::string memory_shortage(const std::string& what, const LanguageModel& model, std::uint64_t need,
                            std::uint64_t there) {
    if (there == 0 || need <= there) return {};
    const auto gigabytes = [](std::uint64_t bytes) {
        char text[32];
        std::snprintf(text, sizeof text, "%.1f GB", static_cast<double>(bytes) / 1e9);
        return std::string(text);
    };
    return what + " " + model.title + " needs about " + gigabytes(need) + ", and " + gigabytes(there) + " are free.";
}

}  // namespace wb
