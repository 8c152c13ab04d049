// BERT4Rec as a reranker, declared. Layer: experiment.
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
                             "Width of the item vectors and of the network; a multiple of the number of heads."))
            .range(4, 1024)
            .in_group(model),
        ParamSpec::integer("heads", 2)
            .named(WB_TR_NOOP("Registry", "Heads"))
            .help(WB_TR_NOOP("Registry", "Attention heads per block."))
            .range(1, 64)
            .in_group(model),
        ParamSpec::integer("blocks", 2)
            .named(WB_TR_NOOP("Registry", "Blocks"))
            .help(WB_TR_NOOP("Registry", "Number of attention blocks, one above the other."))
            .range(1, 16)
            .in_group(model),
        ParamSpec::integer("max_len", 100)
            .named(WB_TR_NOOP("Registry", "History length"))
            .help(WB_TR_NOOP("Registry",
                             "Number of positions of the model, the mask included. 200 suits MovieLens, 50 "
                             "suits the Amazon sets."))
            .range(2, 1000)
            .in_group(model),
        ParamSpec::real("dropout", 0.1)
            .named(WB_TR_NOOP("Registry", "Dropout"))
            .help(WB_TR_NOOP("Registry", "Share of values set to zero in training."))
            .range(0, 0.95)
            .in_group(model),
    };
}

std::vector<ParamSpec> training_params() {
    const std::string training = WB_TR_NOOP("Registry", "Training");
    return {
        epochs_param(100).help(WB_TR_NOOP(
            "Registry",
            "Passes over the training sequences at most. BERT4Rec needs thousands of updates; training ends earlier "
            "when the validation result stops improving.")),
        lr_param(1e-3),
        lr_schedule_param(),
        ParamSpec::integer("warmup_steps", 0)
            .named(WB_TR_NOOP("Registry", "Warm-up"))
            .help(WB_TR_NOOP("Registry", "Updates during which the learning rate rises from 0 to its full value."))
            .range(0, 1000000)
            .with_unit(WB_TR_NOOP("Registry", "updates"))
            .expert()
            .in_group(training),
        ParamSpec::integer("batch_size", 32)
            .named(WB_TR_NOOP("Registry", "Batch size"))
            .help(WB_TR_NOOP("Registry",
                             "Masked sequences per update. A large batch on small data leaves too few updates "
                             "to learn anything."))
            .range(1, 65536)
            .flag("batch-size-rerank")
            .in_group(training),
        patience_param(
            10, WB_TR_NOOP("Registry", "Training stops after this many validations without a better NDCG@10.")),
        validate_every_param(0),
        max_steps_param(),
        weight_decay_param(0.0).expert(),
        grad_clip_param(5.0),
    };
}

std::vector<ParamSpec> masking_params() {
    const std::string masking = WB_TR_NOOP("Registry", "Masking");
    return {
        ParamSpec::real("mask_prob", 0.15)
            .named(WB_TR_NOOP("Registry", "Masked share"))
            .help(WB_TR_NOOP("Registry",
                             "Share of positions that the model has to guess. Short histories want more: the "
                             "paper takes 0.2 for MovieLens and 0.6 for Beauty."))
            .range(0.01, 0.95)
            .in_group(masking),
        ParamSpec::choice(
            "mask_policy", "bernoulli_80_10_10",
            {{"bernoulli_80_10_10", WB_TR_NOOP("Registry", "80 / 10 / 10"),
              WB_TR_NOOP("Registry",
                         "Each position is drawn by itself; 80 % become the mask, 10 % another item, 10 % stay.")},
             {"exact_all_mask", WB_TR_NOOP("Registry", "Exact share"),
              WB_TR_NOOP("Registry",
                         "Exactly the share of positions is drawn, and all become the mask, as in the original "
                         "program.")}})
            .named(WB_TR_NOOP("Registry", "Masking rule"))
            .help(WB_TR_NOOP("Registry", "How positions to guess are drawn and what stands in their place."))
            .expert()
            .in_group(masking),
        ParamSpec::integer("copies_per_epoch", 0)
            .named(WB_TR_NOOP("Registry", "Copies per epoch"))
            .help(WB_TR_NOOP("Registry",
                             "How often each window appears in one epoch, masked differently each time. 0 takes "
                             "as many as give an epoch at least 200 updates, at most 10."))
            .range(0, 1000)
            .in_group(masking),
        ParamSpec::real("last_position_ratio", 0.1)
            .named(WB_TR_NOOP("Registry", "Last position only"))
            .help(WB_TR_NOOP("Registry",
                             "Share of samples where only the last position is masked, as it is when the model "
                             "is used."))
            .range(0, 1)
            .in_group(masking),
        ParamSpec::real("window_stride_prop", 0.5)
            .named(WB_TR_NOOP("Registry", "Window step"))
            .help(WB_TR_NOOP("Registry",
                             "Step between the training windows of a long history, as a share of the history "
                             "length."))
            .range(0.01, 1)
            .expert()
            .in_group(masking),
    };
}

void check(MethodCheck& of) {
    const std::int64_t dim = get_int(of.settings, "dim"), heads = get_int(of.settings, "heads");
    if (dim % heads != 0)
        of.problems.push_back({"dim",
                               "The width " + std::to_string(dim) + " cannot be divided among " +
                                   std::to_string(heads) + " attention heads.",
                               "Choose a width that is a multiple of " + std::to_string(heads) + "."});
    const std::int64_t bound = get_int(of.settings, "max_steps");
    const bool short_training = bound > 0 && bound <= 5000;
    if (get_real(of.settings, "last_position_ratio") > 0.3 && !short_training)
        of.warnings.push_back(
            {"CONFIG_LAST_POSITION",
             "More than 0.3 of the samples mask the last position only. A short training gains from that; on "
             "MovieLens a ratio of one half made the fully trained model clearly worse."});
}

}  // namespace

MethodSpec bert4rec_method() {
    MethodSpec spec;
    spec.id = "bert4rec";
    spec.title = "BERT4Rec";
    spec.stage = Stage::rerank;
    spec.doc = WB_TR_NOOP(
        "Registry",
        "A bidirectional transformer that learns to guess masked items of the user's sequence; a candidate's "
        "score is the model's value for it at a mask behind the history. It needs only interactions.");
    spec.reference =
        "Sun et al., \"BERT4Rec: Sequential Recommendation with Bidirectional Encoder Representations from "
        "Transformer\", CIKM 2019, arXiv:1904.06690";
    spec.needs.leave_one_out = true;
    for (auto part : {model_params(), training_params(), masking_params()})
        spec.params.insert(spec.params.end(), part.begin(), part.end());
    spec.presets = {
        {"quick",
         WB_TR_NOOP("Registry", "Quick look"),
         WB_TR_NOOP("Registry",
                    "At most 2,500 updates: enough for the sample catalogue, a first look at other data. Every "
                    "sample masks its last position, which a short training learns fastest from."),
         {{"max_steps", std::int64_t{2500}},
          {"validate_every", std::int64_t{250}},
          {"patience", std::int64_t{10}},
          {"last_position_ratio", 1.0}},
         ""},
        {"port",
         WB_TR_NOOP("Registry", "Published port"),
         WB_TR_NOOP("Registry",
                    "The values of the widely used PyTorch port: a wider model and one masking per epoch."),
         {{"dim", std::int64_t{256}},
          {"heads", std::int64_t{4}},
          {"batch_size", std::int64_t{128}},
          {"copies_per_epoch", std::int64_t{1}},
          {"last_position_ratio", 0.0}},
         ""},
        {"published-script",
         WB_TR_NOOP("Registry", "Published script"),
         WB_TR_NOOP("Registry", "The values of the published two-stage scripts."),
         {{"epochs", std::int64_t{10}},
          {"lr", 1e-4},
          {"batch_size", std::int64_t{16}},
          {"patience", std::int64_t{5}}},
         WB_TR_NOOP("Registry",
                    "With 10 epochs and learning rate 1e-4, BERT4Rec gets far too few updates on small data to "
                    "learn the sequences. The method's own defaults train longer.")},
    };
    spec.check = check;
    return spec;
}

}  // namespace wb
