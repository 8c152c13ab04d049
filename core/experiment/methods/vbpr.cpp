// VBPR as a retriever, declared. Layer: experiment.
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
            .help(WB_TR_NOOP("Registry",
                             "Width of the item's own vector and, as much again, of what its features are projected "
                             "to. A user has both halves."))
            .range(4, 1024)
            .in_group(model),
        ParamSpec::real("reg", 0.1)
            .named(WB_TR_NOOP("Registry", "Regulariser"))
            .help(WB_TR_NOOP("Registry",
                             "Weight of the lengths of the vectors in the loss. The published grid is 2, 1, 0.1, "
                             "0.01, 0.001, 1e-4, 1e-5."))
            .range(0, 100)
            .in_group(model),
        ParamSpec::boolean("paper_biases", false)
            .named(WB_TR_NOOP("Registry", "Biases of the paper"))
            .help(WB_TR_NOOP("Registry",
                             "Adds the item bias and the visual bias of the paper, which the reference code of the "
                             "MMRec toolbox leaves out."))
            .expert()
            .in_group(model),
    };
}

}  // namespace

MethodSpec vbpr_method() {
    MethodSpec spec;
    spec.id = "vbpr";
    spec.title = "VBPR";
    spec.stage = Stage::retrieval;
    spec.doc = WB_TR_NOOP(
        "Registry",
        "Matrix factorisation where half of an item's vector is projected from its pictures and texts, trained on "
        "pairs of an item that the user had and one that the user had not. Fast, and hard to beat on small data.");
    spec.reference =
        "He and McAuley, \"VBPR: Visual Bayesian Personalized Ranking from Implicit Feedback\", AAAI 2016, "
        "arXiv:1510.01784";
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
        {"paper",
         WB_TR_NOOP("Registry", "The paper's form"),
         WB_TR_NOOP("Registry", "With item bias and visual bias, on pictures alone."),
         {{"paper_biases", true}, {"modalities", std::string("image")}},
         ""},
    };
    return spec;
}

}  // namespace wb
