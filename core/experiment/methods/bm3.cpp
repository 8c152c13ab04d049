// BM3 as a retriever, declared. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/methods/builtin.h"
#include "experiment/methods/shared_params.h"

namespace wb {

namespace {

std::vector<ParamSpec> model_params() {
    const std::string model = WB_TR_NOOP("Registry", "Model");
    return {
        ParamSpec::integer("dim", 64)
            .named(WB_TR_NOOP("Registry", "Width"))
            .help(WB_TR_NOOP("Registry", "Width of all vectors of users, items and features."))
            .range(4, 1024)
            .in_group(model),
        ParamSpec::integer("layers", 1)
            .named(WB_TR_NOOP("Registry", "Hops"))
            .help(WB_TR_NOOP("Registry",
                             "How far vectors travel over the graph of who had what. The published grid is 1 and 2."))
            .range(0, 8)
            .in_group(model),
        ParamSpec::real("dropout", 0.3)
            .named(WB_TR_NOOP("Registry", "Dropout"))
            .help(
                WB_TR_NOOP("Registry",
                           "Share of values set to zero in the views that the others have to predict. The published "
                           "grid is 0.3 and 0.5."))
            .range(0, 0.95)
            .in_group(model),
        ParamSpec::real("reg", 0.1)
            .named(WB_TR_NOOP("Registry", "Regulariser"))
            .help(
                WB_TR_NOOP("Registry",
                           "Weight of the lengths of all vectors of users and items in the loss. The published grid "
                           "is 0.1 and 0.01."))
            .range(0, 100)
            .in_group(model),
        ParamSpec::real("alignment", 2.0)
            .named(WB_TR_NOOP("Registry", "Weight of features"))
            .help(WB_TR_NOOP("Registry",
                             "Weight of the terms that bring features together with items and with themselves."))
            .range(0, 100)
            .in_group(model),
        ParamSpec::boolean("freeze_features", false)
            .named(WB_TR_NOOP("Registry", "Freeze features"))
            .help(WB_TR_NOOP("Registry",
                             "Keeps the features as they are. Otherwise they are trained with everything else, as in "
                             "the reference, which takes memory for three more copies of them."))
            .expert()
            .in_group(model),
    };
}

}  // namespace

MethodSpec bm3_method() {
    MethodSpec spec;
    spec.id = "bm3";
    spec.title = "BM3";
    spec.stage = Stage::retrieval;
    spec.doc = WB_TR_NOOP(
        "Registry",
        "Users, items and their pictures and texts learn to predict each other's vectors, without any negative "
        "example. It is light, and depends much on its regulariser.");
    spec.reference =
        "Zhou et al., \"Bootstrap Latent Representations for Multi-modal Recommendation\", WWW 2023, "
        "arXiv:2207.05969";
    spec.needs.features = true;
    for (auto part : {model_params(), pair_training_params(), feature_params(), pair_evaluation_params()})
        spec.params.insert(spec.params.end(), part.begin(), part.end());
    spec.presets = {
        {"quick",
         WB_TR_NOOP("Registry", "Quick look"),
         WB_TR_NOOP("Registry",
                    "Smaller batches and a larger learning rate, at most 2,000 updates: enough for the sample "
                    "catalogue, a first look at other data."),
         {{"max_steps", std::int64_t{2000}},
          {"batch_size", std::int64_t{512}},
          {"lr", 5e-3},
          {"patience", std::int64_t{10}},
          {"validate_every", std::int64_t{100}}},
         ""},
        {"sports",
         WB_TR_NOOP("Registry", "The paper's Sports"),
         WB_TR_NOOP("Registry", "What the authors give as best for Amazon Sports: dropout 0.5, regulariser 0.01."),
         {{"dropout", 0.5}, {"reg", 0.01}},
         ""},
        {"electronics",
         WB_TR_NOOP("Registry", "The paper's Electronics"),
         WB_TR_NOOP("Registry", "What the authors give as best for Amazon Electronics: two hops."),
         {{"layers", std::int64_t{2}}},
         ""},
    };
    return spec;
}

}  // namespace wb
