// Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rerank/qwen_settings.h"

#include <algorithm>

#include "experiment/model_memory.h"
#include "foundation/error.h"
#include "networks/weight_reader.h"
#include "tensors/runtime.h"
#include "text/answer_labels.h"

namespace wb {

namespace {

/// Whether rounding to bfloat16 makes this model faster here; a small model is read in no time as it is.
bool halves_pay(const QwenConfig& config) {
    constexpr std::int64_t large = 100'000'000;  // parameters
    return pays(Precision::bfloat16) && config.parameters() >= large;
}

void refuse_what_does_not_fit(const LanguageModel& model, const Settings& s, RerankerUse use) {
    const bool training = use == RerankerUse::training;
    const std::string base =
        training && get_text(s, "train") == "full" ? all_trained : name_of(base_format(s, model.config));
    const auto tokens = training ? std::min(get_int(s, "max_seq_length"), model.config.max_positions) : 0;
    const auto shortage =
        memory_shortage(training ? "Training on" : "Reading with", model, memory_need(model.config, s, tokens, base));
    if (!shortage.empty()) throw UserError(shortage, "Nothing was loaded.", memory_fix);
}

void refuse_what_does_not_fit_there(const LanguageModel& model, const Settings& s, RerankerUse use) {
    const auto shortage = memory_shortage(use == RerankerUse::training ? "Training on" : "Reading with", model,
                                          graphics_memory_need(s, model.config, use), free_graphics_memory());
    if (!shortage.empty())
        throw UserError(shortage, "This is the memory of the graphics processor. Nothing was loaded.",
                        "Use --rerank-gradient-checkpointing, a smaller model or a smaller --qwen-max-seq-length, or "
                        "--device cpu.");
}

}  // namespace

std::optional<WeightFormat> base_format(const Settings& s, const QwenConfig& config) {
    const auto& wanted = get_text(s, "base_precision");
    if (get_text(s, "train") == "full" || wanted == "float32") return {};
    if (wanted == "nf4") return WeightFormat::nf4;
    if (wanted == "int8") return WeightFormat::int8;
    return wanted == "bfloat16" || halves_pay(config) ? std::optional(WeightFormat::bfloat16) : std::nullopt;
}

std::optional<WeightFormat> scoring_format(const Settings& s, const QwenConfig& config) {
    const auto base = base_format(s, config);
    const auto& wanted = get_text(s, "scoring_precision");
    if (get_text(s, "train") == "full") return {};
    if (base == WeightFormat::nf4 || base == WeightFormat::int8) return base;
    if (wanted == "float32") return base ? std::optional(WeightFormat::float32) : std::nullopt;
    if (wanted == "bfloat16") return WeightFormat::bfloat16;
    if (wanted == "int8") return WeightFormat::int8;
    return halves_pay(config) ? std::optional(WeightFormat::bfloat16) : base;
}

std::string name_of(std::optional<WeightFormat> format) {
    if (format == WeightFormat::int8) return "int8";
    if (format == WeightFormat::nf4) return "nf4";
    return format == WeightFormat::bfloat16 ? "bfloat16" : "float32";
}

LoraSettings lora_settings(const Settings& s) {
    LoraSettings lora;
    lora.rank = get_int(s, "lora_rank");
    lora.alpha = get_real(s, "lora_alpha");
    lora.dropout = get_real(s, "lora_dropout");
    const auto& targets = get_text(s, "lora_targets");
    if (targets == "query_value") lora.targets = {"q_proj", "v_proj"};
    if (targets == "all") lora.targets.insert({"gate_proj", "up_proj", "down_proj"});
    return lora;
}

SampleRules sample_rules(const Settings& s) {
    SampleRules rules;
    const auto& policy = get_text(s, "sample_policy");
    rules.policy = policy == "last_only"           ? SamplePolicy::last_only
                   : policy == "one_random_prefix" ? SamplePolicy::one_random_prefix
                                                   : SamplePolicy::all_prefixes;
    rules.max_per_user = get_int(s, "max_samples_per_user");
    rules.max_per_epoch = get_int(s, "max_train_samples");
    rules.candidates = static_cast<int>(most_candidates(s));
    rules.hard_ratio = get_real(s, "hard_negative_ratio");
    rules.exclude_prefix_only = get_text(s, "negatives") == "outside_prefix";
    return rules;
}

PromptLimits prompt_limits(const Settings& s, const QwenConfig& config) {
    const auto asked = get_int(s, "max_seq_length"), most = std::min(asked, config.max_positions - 2);
    return {static_cast<std::size_t>(most), static_cast<std::size_t>(get_int(s, "max_history")),
            static_cast<std::size_t>(get_int(s, "title_tokens")), most < asked};
}

std::size_t most_candidates(const Settings& s) {
    const auto most = get_int(s, "max_candidates");
    return most > 0 ? static_cast<std::size_t>(most) : most_labels;
}

std::size_t window_candidates(const Settings& s) {
    return std::min(static_cast<std::size_t>(get_int(s, "window")), most_candidates(s));
}

bool on_graphics_processor(const std::string& device, const Settings& s) {
    if (device == "cpu") return false;
    const auto& base = get_text(s, "base_precision");
    if (device == "auto")
        return has_graphics_processor() && get_text(s, "train") != "full" && base != "nf4" && base != "int8";
    if (!has_graphics_processor())
        throw UserError("There is no graphics processor that this program can use.",
                        "It needs a LibTorch with CUDA and an NVIDIA graphics processor with its driver.",
                        "Use --device auto or --device cpu.");
    if (get_text(s, "train") == "full")
        throw UserError("All weights are trained on the processor only.", "",
                        "Train adapters (--rerank-train lora), or use --device cpu.");
    if (base == "nf4" || base == "int8")
        throw UserError("On the graphics processor the model is held in float32 or bfloat16.",
                        "It was asked for in " + base + ".", "Use --rerank-base-precision auto, or --device cpu.");
    return true;
}

std::uint64_t graphics_memory_need(const Settings& s, const QwenConfig& config, RerankerUse use) {
    const std::int64_t bytes = get_text(s, "base_precision") == "float32" ? 4 : 2;
    const auto kept = get_bool(s, "gradient_checkpointing") ? Activations::inputs : Activations::all;
    const auto tokens =
        use == RerankerUse::training ? std::min(get_int(s, "max_seq_length"), config.max_positions) : 0;
    // The loss reads the table of letters in float32.
    const auto head = use == RerankerUse::training && bytes < 4 ? 4 * config.vocab_size * config.hidden_size : 0;
    return static_cast<std::uint64_t>(bytes * config.parameters() + head +
                                      4 * tokens * activations_of_token(config, kept)) +
           (std::uint64_t{300} << 20);
}

void require_model(const LanguageModel& model, const Settings& s, const std::string& device, RerankerUse use) {
    if (!model.usable())
        throw UserError(model.problem, "The language-model reranker reads prompts with it.", model.fix);
    if (on_graphics_processor(device, s)) {
        refuse_what_does_not_fit_there(model, s, use);
        return;
    }
    for (const auto format : {base_format(s, model.config), scoring_format(s, model.config)})
        if (format) require_products(*format);
    refuse_what_does_not_fit(model, s, use);
}

ModelTensors tensors_of(const LanguageModel& model, const Settings& s, const std::string& device, RerankerUse use) {
    require_model(model, s, device, use);
    return ModelTensors::open(model.folder);
}

}  // namespace wb
