// The experiment behind "Run the sample". Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/sample_request.h"

namespace {

/// The first of `wanted` that is registered, else the first of the stage.
const wb::MethodSpec* pick(const wb::Registry& registry, wb::Stage stage, std::initializer_list<const char*> wanted) {
    for (const char* id : wanted)
        if (const auto* spec = registry.find(stage, id)) return spec;
    const auto all = registry.of_stage(stage);
    return all.empty() ? nullptr : all.front();
}

std::string quickPreset(const wb::MethodSpec& spec) {
    for (const auto& preset : spec.presets)
        if (preset.id.rfind("quick", 0) == 0) return preset.id;
    return {};
}

}  // namespace

wb::ExperimentRequest sampleRequest(const wb::Registry& registry) {
    wb::ExperimentRequest request;
    request.task = wb::task_train_pipeline;
    if (const auto* spec = pick(registry, wb::Stage::retrieval, {"lrurec"})) {
        request.retrieval_method = spec->id;
        request.retrieval_preset = quickPreset(*spec);
    }
    if (const auto* spec = pick(registry, wb::Stage::rerank, {"bert4rec"})) {
        request.rerank_method = spec->id;
        request.rerank_preset = quickPreset(*spec);
    }
    return request;
}
