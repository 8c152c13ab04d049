// LRURec, declared. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/methods/builtin.h"
#include "experiment/methods/shared_params.h"

namespace wb {

namespace {

std::vector<ParamSpec> params() {
    const std::string model = WB_TR_NOOP("Registry", "Model");
    const std::string training = WB_TR_NOOP("Registry", "Training");
    const std::string evaluation = WB_TR_NOOP("Registry", "Evaluation");
    return {
        ParamSpec::integer("dim", 64)
            .named(WB_TR_NOOP("Registry", "Width"))
            .help(WB_TR_NOOP("Registry",
                             "Width of the item vectors and of the network. The recurrent state has twice as "
                             "many complex channels."))
            .range(4, 1024)
            .in_group(model),
        ParamSpec::integer("blocks", 2)
            .named(WB_TR_NOOP("Registry", "Blocks"))
            .help(WB_TR_NOOP("Registry", "Number of recurrent blocks, one above the other."))
            .range(1, 16)
            .in_group(model),
        ParamSpec::integer("max_len", 200)
            .named(WB_TR_NOOP("Registry", "History length"))
            .help(WB_TR_NOOP("Registry",
                             "Number of last interactions that the model sees. 200 suits MovieLens, 50 suits "
                             "the Amazon sets."))
            .range(2, 1000)
            .in_group(model),
        ParamSpec::real("dropout", 0.2)
            .named(WB_TR_NOOP("Registry", "Dropout"))
            .help(WB_TR_NOOP("Registry",
                             "Share of values set to zero in training, in the embedding and the feed-forward "
                             "parts."))
            .range(0, 0.95)
            .in_group(model),
        ParamSpec::real("recurrent_dropout", 0.2)
            .named(WB_TR_NOOP("Registry", "Recurrent dropout"))
            .help(WB_TR_NOOP("Registry",
                             "Share of values set to zero in training, at the output of the recurrent unit."))
            .range(0, 0.95)
            .in_group(model),
        epochs_param(200),
        lr_param(1e-3),
        ParamSpec::integer("batch_size", 16)
            .named(WB_TR_NOOP("Registry", "Batch size"))
            .help(WB_TR_NOOP("Registry",
                             "Training examples per update. A large batch on small data leaves too few "
                             "updates to learn anything."))
            .range(1, 65536)
            .flag("batch-size-retrieval")
            .in_group(training),
        patience_param(
            10, WB_TR_NOOP("Registry", "Training stops after this many validations without a better Recall@10.")),
        validate_every_param(250),
        max_steps_param(),
        weight_decay_param(0.01),
        grad_clip_param(5.0),
        ParamSpec::real("adam_eps", 1e-9)
            .named(WB_TR_NOOP("Registry", "Adam epsilon"))
            .help(WB_TR_NOOP("Registry", "Small number in the optimiser's denominator."))
            .range(1e-16, 0.1)
            .logarithmic()
            .expert()
            .in_group(training),
        ParamSpec::real("sliding_window", 1.0)
            .named(WB_TR_NOOP("Registry", "Window step"))
            .help(WB_TR_NOOP("Registry",
                             "Step between the training windows of a long history, as a share of the history "
                             "length. Smaller steps make more, overlapping examples."))
            .range(0.01, 1.0)
            .expert()
            .in_group(training),
        ParamSpec::choice("exclude", "window",
                          {{"none", WB_TR_NOOP("Registry", "Nothing"),
                            WB_TR_NOOP("Registry", "Items of the history may be recommended again.")},
                           {"window", WB_TR_NOOP("Registry", "The window"),
                            WB_TR_NOOP("Registry",
                                       "Items among the last interactions that the model sees are left out, as "
                                       "in the published evaluation.")},
                           {"full", WB_TR_NOOP("Registry", "The whole history"),
                            WB_TR_NOOP("Registry", "Every item that the user has had is left out.")}})
            .named(WB_TR_NOOP("Registry", "Leave out"))
            .help(WB_TR_NOOP("Registry",
                             "Which items of the user's own history are left out of the ranking and of the retrieved "
                             "lists, in validation and test. A reranker never gets items of the history."))
            .in_group(evaluation),
        ParamSpec::choice("validation_exclude", "same",
                          {{"same", WB_TR_NOOP("Registry", "As in the test"),
                            WB_TR_NOOP("Registry", "What the setting above says.")},
                           {"none", WB_TR_NOOP("Registry", "Nothing"),
                            WB_TR_NOOP("Registry",
                                       "As the published code does while it trains. Validation results are then much "
                                       "lower than test results and must not be compared with them.")}})
            .named(WB_TR_NOOP("Registry", "Leave out in validation"))
            .help(WB_TR_NOOP("Registry",
                             "Which items are left out when validation chooses the best weights and ends training."))
            .expert()
            .in_group(evaluation),
    };
}

}  // namespace

MethodSpec lrurec_method() {
    MethodSpec spec;
    spec.id = "lrurec";
    spec.title = "LRURec";
    spec.stage = Stage::retrieval;
    spec.doc = WB_TR_NOOP(
        "Registry",
        "A linear recurrent network over the user's item sequence that scores the whole catalogue. It needs "
        "only interactions, trains fast on a processor, and is the retriever of LlamaRec.");
    spec.reference =
        "Yue et al., \"Linear Recurrent Units for Sequential Recommendation\", WSDM 2024, arXiv:2310.02367";
    spec.needs.leave_one_out = true;
    spec.params = params();
    spec.presets = {
        {"quick",
         WB_TR_NOOP("Registry", "Quick look"),
         WB_TR_NOOP("Registry",
                    "At most 1,500 updates: enough for the sample catalogue, a first look at other data."),
         {{"max_steps", std::int64_t{1500}}, {"patience", std::int64_t{5}}, {"validate_every", std::int64_t{150}}},
         ""},
        {"llamarec",
         WB_TR_NOOP("Registry", "LlamaRec release"),
         WB_TR_NOOP("Registry",
                    "The retriever's settings in the code released with LlamaRec: the weights are chosen on a "
                    "validation that leaves nothing out, with more patience."),
         {{"patience", std::int64_t{20}},
          {"validate_every", std::int64_t{500}},
          {"validation_exclude", std::string("none")}},
         ""},
        {"published-script",
         WB_TR_NOOP("Registry", "Published script"),
         WB_TR_NOOP("Registry", "The values of the published two-stage scripts."),
         {{"epochs", std::int64_t{100}},
          {"lr", 1e-4},
          {"batch_size", std::int64_t{512}},
          {"patience", std::int64_t{10}}},
         WB_TR_NOOP("Registry",
                    "With learning rate 1e-4 and batch size 512, LRURec makes only 2 updates per epoch on "
                    "MovieLens and stays at the level of plain popularity. The method's own defaults do not.")},
    };
    return spec;
}

}  // namespace wb
