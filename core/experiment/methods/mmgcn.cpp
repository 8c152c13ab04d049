// MMGCN as a retriever, declared. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/methods/builtin.h"
#include "experiment/methods/shared_params.h"

namespace wb {

namespace {

constexpr double default_regulariser = 1e-3;

std::vector<ParamSpec> model_params() {
    const std::string model = WB_TR_NOOP("Registry", "Model");
    return {
        ParamSpec::integer("dim", 64)
            .named(WB_TR_NOOP("Registry", "Width"))
            .help(WB_TR_NOOP("Registry", "Width of all vectors behind the first hop."))
            .range(4, 1024)
            .in_group(model),
        ParamSpec::integer("hops", 3)
            .named(WB_TR_NOOP("Registry", "Hops"))
            .help(
                WB_TR_NOOP("Registry",
                           "How far features travel over the graph of who had what. The reference code always takes "
                           "3, whatever its settings say."))
            .range(1, 8)
            .in_group(model),
        ParamSpec::integer("image_width", 256)
            .named(WB_TR_NOOP("Registry", "Picture width"))
            .help(WB_TR_NOOP("Registry", "Width to which features of pictures are brought before the first hop."))
            .range(4, 4096)
            .expert()
            .in_group(model),
        ParamSpec::choice(
            "combination", "concatenate",
            {{"concatenate", WB_TR_NOOP("Registry", "Side by side"),
              WB_TR_NOOP("Registry", "What comes from neighbours and the node's own part stand side by side.")},
             {"sum", WB_TR_NOOP("Registry", "Sum"),
              WB_TR_NOOP("Registry", "Both are added, the paper's other form; fewer weights.")}})
            .named(WB_TR_NOOP("Registry", "Combination"))
            .help(WB_TR_NOOP("Registry", "How a hop joins what comes from neighbours with the node's own part."))
            .expert()
            .in_group(model),
        ParamSpec::boolean("train_id_and_preference", false)
            .named(WB_TR_NOOP("Registry", "Train the tables"))
            .help(
                WB_TR_NOOP("Registry",
                           "Trains the vectors of ids and the users' preferences, as the paper says. Off, they stay "
                           "random, as in the reference code, whose numbers are the published ones."))
            .in_group(model),
        ParamSpec::real("reg", default_regulariser)
            .named(WB_TR_NOOP("Registry", "Regulariser"))
            .help(
                WB_TR_NOOP("Registry",
                           "Weight of the squared values of the tables in the loss; changes nothing where those are "
                           "not trained. The published grid is 0, 1e-5, 1e-4, 1e-3, 0.01, 0.1."))
            .range(0, 100)
            .in_group(model),
    };
}

void check(MethodCheck& of) {
    if (!get_bool(of.settings, "train_id_and_preference") && get_real(of.settings, "reg") != default_regulariser)
        of.warnings.push_back({"CONFIG_UNUSED",
                               "The regulariser changes nothing: the tables that it weighs are not trained. They are "
                               "with --retrieval-train-id-and-preference."});
}

}  // namespace

MethodSpec mmgcn_method() {
    MethodSpec spec;
    spec.id = "mmgcn";
    spec.title = "MMGCN";
    spec.stage = Stage::retrieval;
    spec.doc =
        WB_TR_NOOP("Registry",
                   "One graph network for pictures and one for texts: features travel between users and items, and "
                   "both networks "
                   "are averaged. The slowest of the retrievers, since every update computes the whole graph.");
    spec.reference =
        "Wei et al., \"MMGCN: Multi-modal Graph Convolution Network for Personalized Recommendation of "
        "Micro-video\", "
        "ACM MM 2019, doi:10.1145/3343031.3351034";
    spec.needs.features = true;
    for (auto part : {model_params(), pair_training_params(), feature_params(), pair_evaluation_params()})
        spec.params.insert(spec.params.end(), part.begin(), part.end());
    spec.presets = {
        {"quick",
         WB_TR_NOOP("Registry", "Quick look"),
         WB_TR_NOOP("Registry",
                    "A larger learning rate, at most 1,000 updates: enough for the sample catalogue, a first look at "
                    "other data."),
         {{"max_steps", std::int64_t{1000}},
          {"batch_size", std::int64_t{1024}},
          {"lr", 5e-3},
          {"patience", std::int64_t{10}},
          {"validate_every", std::int64_t{50}}},
         ""},
        {"paper",
         WB_TR_NOOP("Registry", "The paper's form"),
         WB_TR_NOOP("Registry", "The vectors of ids and the users' preferences are trained, too."),
         {{"train_id_and_preference", true}},
         ""},
    };
    spec.check = check;
    return spec;
}

}  // namespace wb
