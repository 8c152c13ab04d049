// What a run of the language-model reranker leaves, and reading it back. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "evaluation/letter_faults.h"
#include "foundation/error.h"
#include "networks/checkpoint_layout.h"
#include "rerank/letter_checks.h"
#include "rerank/qwen_reranker.h"

namespace wb {

namespace {

constexpr std::size_t canary_count = 8;
/// Logits of one prompt by the same weights: rounding in another order alone may differ by so much.
constexpr double largest_difference = 1e-3, largest_difference_in_halves = 0.1;

}  // namespace

std::vector<Canary> QwenReranker::canaries(const StopToken& stop) const {
    std::vector<Canary> out;
    if (!validation_) return out;
    const auto asked = some_validation_lists(canary_count);
    for (const Asked& one : asked) out.push_back({read_ids(one.history, one.candidates), {}});
    const auto logits = label_logits(asked, stop, nullptr);
    for (std::size_t i = 0; i < out.size(); ++i) out[i].logits = logits[i];
    std::erase_if(out, [](const Canary& one) { return softmax(one.logits).empty(); });  // no number to compare with
    return out;
}

std::vector<std::filesystem::path> QwenReranker::save(const std::filesystem::path& folder) const {
    std::vector<std::filesystem::path> files;
    if (adapter_) {
        adapter_->save(folder, model_.repository.empty() ? model_.name : model_.repository);
        const auto again = LoraAdapter::load(folder, model_.config);
        if (fingerprint_of(again.parameters()) != fingerprint_of(adapter_->parameters()))
            throw UserError("The adapter that was saved is not the one that was trained.",
                            "Reading \"" + folder.string() + "\" back gave other numbers.",
                            "Check the disk, and resume the run.");
        files = {folder / "adapter_model.safetensors", folder / "adapter_config.json"};
    } else {
        SafetensorsWriter writer;
        save_parameters(network_->parameters(), writer, "");
        writer.set_metadata("method", "qwen");
        writer.set_metadata("dataset_fingerprint", dataset_.fingerprint);
        writer.write(folder / "model.safetensors");
        files = {folder / "model.safetensors"};
    }
    write_letter_record({model_.name, fingerprint_of(parameters()), tokens_.labels, label_tokens_name(labels_.how),
                         temperature_, prior_, precision(), base_name_, canaries(StopToken())},
                        folder);
    files.push_back(folder / "letters.json");
    return files;
}

void QwenReranker::load_weights(const std::filesystem::path& folder) {
    if (adapter_)
        *adapter_ = LoraAdapter::load(folder, model_.config);
    else
        load_parameters(network_->parameters(), SafetensorsFile::map(folder / "model.safetensors"), "", "Qwen3");
}

void QwenReranker::load(const std::filesystem::path& folder) {
    const auto record = read_letter_record(folder);
    if (!same_language_model(record.model, model_.name))
        throw UserError("The run was trained with the language model " + record.model + ", not " + model_.name + ".",
                        "Adapters fit the model that they were trained on alone.",
                        "Install " + record.model + " again.");
    if (!is_injected(LetterFault::adapter_not_loaded)) load_weights(folder);
    temperature_ = record.temperature;
    prior_ = record.prior;
    if (record.trained_on != base_name_)
        notices_.push_back({"LLM_BASE_DIFFERS", "The adapter was trained on a model held in " + record.trained_on +
                                                    "; here it is held in " + base_name_ +
                                                    ", so that scores differ a little."});
    // Its own precision was refused then.
    if (record.scored_in != precision() && record.scored_in == base_name_) reading_.reset();
    if (const std::string now = precision(); now != record.scored_in)
        notices_.push_back(
            {"LLM_PRECISION_DIFFERS", "The run was scored in " + record.scored_in + "; here it is " + now +
                                          ", so that scores differ a little. --rerank-scoring-precision "
                                          "sets it when a run is trained."});
    if (record.fingerprint != fingerprint_of(parameters()))
        warn(warning_of(LetterFault::adapter_not_loaded, "What follows is not the result of the training."));
    const auto shared = std::min(record.label_tokens.size(), tokens_.labels.size());
    if (!std::equal(tokens_.labels.begin(), tokens_.labels.begin() + static_cast<std::ptrdiff_t>(shared),
                    record.label_tokens.begin()))
        notices_.push_back({"LLM_LABELS_DIFFER", "The letters have other tokens than in the training."});
    at::NoGradGuard no_grad;
    double worst = 0;
    for (const Canary& canary : record.canaries) {
        const auto logits = label_logits(QwenTexts::of({canary.ids}), {std::ssize(canary.ids) - 1}, nullptr);
        for (std::size_t i = 0; i < canary.logits.size(); ++i) {
            const double difference = std::abs(static_cast<double>(canary.logits[i]) -
                                               logits[0][static_cast<std::int64_t>(i)].item<double>());
            worst = std::isfinite(difference) ? std::max(worst, difference) : std::numeric_limits<double>::infinity();
        }
    }
    const bool halves = base_name_ != "float32" || record.trained_on != "float32";
    if (worst >= (halves ? largest_difference_in_halves : largest_difference))
        notices_.push_back({"LLM_CANARIES_DIFFER",
                            "The loaded model answers stored prompts otherwise than the trained "
                            "one did (logits differ by " +
                                std::to_string(worst) + "): the adapter, the model or the prompt is another."});
}

}  // namespace wb
