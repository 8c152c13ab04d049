// Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/methods/shared_params.h"

namespace wb {

namespace {

const char* const training = WB_TR_NOOP("Registry", "Training");

}  // namespace

ParamSpec epochs_param(std::int64_t value) {
    return ParamSpec::integer("epochs", value)
        .named(WB_TR_NOOP("Registry", "Epochs"))
        .help(WB_TR_NOOP("Registry",
                         "Passes over the training examples at most. Training ends earlier when the validation "
                         "result stops improving."))
        .range(1, 100000)
        .in_group(training);
}

ParamSpec lr_param(double value) {
    return ParamSpec::real("lr", value)
        .named(WB_TR_NOOP("Registry", "Learning rate"))
        .help(WB_TR_NOOP("Registry", "Step size of the optimiser. Lower it if the loss jumps."))
        .range(1e-8, 1)
        .logarithmic()
        .in_group(training);
}

ParamSpec patience_param(std::int64_t value, std::string help) {
    return ParamSpec::integer("patience", value)
        .named(WB_TR_NOOP("Registry", "Patience"))
        .help(std::move(help))
        .range(1, 100000)
        .in_group(training);
}

ParamSpec validate_every_param(std::int64_t value) {
    return ParamSpec::integer("validate_every", value)
        .named(WB_TR_NOOP("Registry", "Validate every"))
        .help(WB_TR_NOOP("Registry", "Updates between two validations. 0 validates once per epoch."))
        .range(0, 1000000000)
        .with_unit(WB_TR_NOOP("Registry", "updates"))
        .in_group(training);
}

ParamSpec max_steps_param() {
    return ParamSpec::integer("max_steps", 0)
        .named(WB_TR_NOOP("Registry", "Most updates"))
        .help(WB_TR_NOOP("Registry", "Training stops after this many updates, whatever the epochs. 0 sets no bound."))
        .range(0, 1000000000)
        .with_unit(WB_TR_NOOP("Registry", "updates"))
        .expert()
        .in_group(training);
}

ParamSpec lr_schedule_param() {
    return ParamSpec::choice("lr_schedule", "constant",
                             {{"constant", WB_TR_NOOP("Registry", "Constant"),
                               WB_TR_NOOP("Registry", "The learning rate stays as it is.")},
                              {"linear_decay", WB_TR_NOOP("Registry", "Linear decay"),
                               WB_TR_NOOP("Registry", "The learning rate falls to 0 at the last planned update.")}})
        .named(WB_TR_NOOP("Registry", "Learning rate schedule"))
        .help(WB_TR_NOOP("Registry", "How the learning rate changes during training, after the warm-up."))
        .expert()
        .in_group(training);
}

ParamSpec weight_decay_param(double value) {
    return ParamSpec::real("weight_decay", value)
        .named(WB_TR_NOOP("Registry", "Weight decay"))
        .help(WB_TR_NOOP("Registry", "Decoupled decay of all weights except biases and layer norms."))
        .range(0, 1)
        .in_group(training);
}

ParamSpec grad_clip_param(double value) {
    return ParamSpec::real("grad_clip", value)
        .named(WB_TR_NOOP("Registry", "Gradient clip"))
        .help(WB_TR_NOOP("Registry",
                         "Longest gradient, over all parameters together; longer ones are scaled down. 0 does not "
                         "clip."))
        .range(0, 1e6)
        .expert()
        .in_group(training);
}

std::vector<ParamSpec> pair_training_params() {
    return {
        epochs_param(1000),
        lr_param(1e-3),
        ParamSpec::integer("batch_size", 2048)
            .named(WB_TR_NOOP("Registry", "Batch size"))
            .help(WB_TR_NOOP("Registry",
                             "Interactions per update. A large batch on small data leaves too few updates per epoch, "
                             "and then more epochs are needed."))
            .range(1, 1 << 20)
            .flag("batch-size-retrieval")
            .in_group(training),
        patience_param(
            20, WB_TR_NOOP("Registry",
                           "Training stops when more than this many validations in a row had no better Recall@20, "
                           "as in the MMRec toolbox.")),
        validate_every_param(0),
        max_steps_param(),
    };
}

std::vector<ParamSpec> pair_evaluation_params() {
    const std::string evaluation = WB_TR_NOOP("Registry", "Evaluation");
    return {
        ParamSpec::choice("exclude", "full",
                          {{"none", WB_TR_NOOP("Registry", "Nothing"),
                            WB_TR_NOOP("Registry", "Items of the history may be recommended again.")},
                           {"window", WB_TR_NOOP("Registry", "The window"),
                            WB_TR_NOOP("Registry",
                                       "The last interactions are left out, as many as the window below, so that the "
                                       "ranking is comparable with that of a sequence model.")},
                           {"full", WB_TR_NOOP("Registry", "The whole history"),
                            WB_TR_NOOP("Registry", "Every item that the user has had is left out.")}})
            .named(WB_TR_NOOP("Registry", "Leave out"))
            .help(WB_TR_NOOP("Registry",
                             "Which items of the user's own history are left out of the ranking and of the retrieved "
                             "lists, in validation and test. A reranker never gets items of the history."))
            .in_group(evaluation),
        ParamSpec::integer("exclude_window", 200)
            .named(WB_TR_NOOP("Registry", "Window"))
            .help(WB_TR_NOOP("Registry",
                             "Number of last interactions that are left out. 200 is the history length of LRURec on "
                             "MovieLens, 50 on the Amazon sets."))
            .range(1, 100000)
            .only_when("exclude=window")
            .in_group(evaluation),
        ParamSpec::boolean("exclude_validation", true)
            .named(WB_TR_NOOP("Registry", "Leave out the validation item"))
            .help(WB_TR_NOOP("Registry",
                             "Whether the test ranking leaves out the user's validation item, which is part of the "
                             "history by then. The MMRec toolbox leaves it in, which lowers its results."))
            .only_when("exclude=window|full")
            .expert()
            .in_group(evaluation),
    };
}

std::vector<ParamSpec> feature_params() {
    const std::string features = WB_TR_NOOP("Registry", "Features");
    return {
        ParamSpec::choice(
            "modalities", "auto",
            {{"auto", WB_TR_NOOP("Registry", "What there is"),
              WB_TR_NOOP("Registry", "Texts and pictures, as far as the dataset has them.")},
             {"both", WB_TR_NOOP("Registry", "Texts and pictures"),
              WB_TR_NOOP("Registry", "Both; a dataset without one of them is refused.")},
             {"text", WB_TR_NOOP("Registry", "Texts"), WB_TR_NOOP("Registry", "Features of texts alone.")},
             {"image", WB_TR_NOOP("Registry", "Pictures"), WB_TR_NOOP("Registry", "Features of pictures alone.")}})
            .named(WB_TR_NOOP("Registry", "Looks at"))
            .help(WB_TR_NOOP("Registry", "What the method knows of an item besides who had it."))
            .in_group(features),
        ParamSpec::string("text_features", "auto")
            .named(WB_TR_NOOP("Registry", "Text features"))
            .help(
                WB_TR_NOOP("Registry",
                           "Name of the stored features of texts (the command \"rerank features\" lists them). auto "
                           "takes CLIP where it is there, then an imported file, then TF-IDF."))
            .only_when("modalities=auto|both|text")
            .in_group(features),
        ParamSpec::string("image_features", "auto")
            .named(WB_TR_NOOP("Registry", "Picture features"))
            .help(WB_TR_NOOP("Registry",
                             "Name of the stored features of pictures. auto takes CLIP where it is there, then an "
                             "imported file, then the plain descriptor of colours and edges."))
            .only_when("modalities=auto|both|image")
            .in_group(features),
    };
}

}  // namespace wb
