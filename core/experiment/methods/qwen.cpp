// The language-model reranker, declared. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/methods/builtin.h"
#include "experiment/methods/shared_params.h"
#include "text/answer_labels.h"

namespace wb {

namespace {

std::vector<ParamSpec> model_params() {
    const std::string model = WB_TR_NOOP("Registry", "Model");
    return {
        ParamSpec::string("model", "auto")
            .named(WB_TR_NOOP("Registry", "Language model"))
            .help(WB_TR_NOOP("Registry",
                             "Name of a model, or its folder: qwen3-0.6b, qwen3-1.7b, qwen3-tiny. auto takes "
                             "Qwen3-0.6B where it is installed, else the small built-in model, which knows how to "
                             "read a list and nothing of the world."))
            .flag("qwen-model")
            .in_group(model),
        ParamSpec::choice("item_text", "text_only",
                          {{"text_only", WB_TR_NOOP("Registry", "Title"),
                            WB_TR_NOOP("Registry", "The title; the description where there is none.")},
                           {"caption", WB_TR_NOOP("Registry", "Title and caption"),
                            WB_TR_NOOP("Registry", "The title, and what the picture shows, in words.")},
                           {"semantic_summary", WB_TR_NOOP("Registry", "Title and summary"),
                            WB_TR_NOOP("Registry", "The title, and who likes such items, in words.")}})
            .named(WB_TR_NOOP("Registry", "Item text"))
            .help(WB_TR_NOOP("Registry", "What the prompt says about each item."))
            .reads("semantic_summary_small", "semantic_summary")  // with --qwen-model saying which is small
            .flag("qwen-mode")
            .flag("qwen3vl-mode")
            .in_group(model),
        ParamSpec::choice(
            "train", "lora",
            {{"lora", WB_TR_NOOP("Registry", "Adapters (LoRA)"),
              WB_TR_NOOP("Registry", "Small matrices beside those of the model, which stays as it is.")},
             {"full", WB_TR_NOOP("Registry", "All weights"),
              WB_TR_NOOP("Registry", "Every weight of the model: for small models.")}})
            .named(WB_TR_NOOP("Registry", "What is trained"))
            .help(WB_TR_NOOP("Registry", "Which weights the training changes."))
            .in_group(model),
        ParamSpec::integer("lora_rank", 8)
            .named(WB_TR_NOOP("Registry", "LoRA rank"))
            .help(WB_TR_NOOP("Registry", "Inner width of the adapters."))
            .range(1, 256)
            .only_when("train=lora")
            .in_group(model),
        ParamSpec::real("lora_alpha", 16)
            .named(WB_TR_NOOP("Registry", "LoRA alpha"))
            .help(WB_TR_NOOP("Registry",
                             "What the adapters add is multiplied by alpha / rank: raising both together changes "
                             "nothing."))
            .range(0.01, 4096)
            .only_when("train=lora")
            .in_group(model),
        ParamSpec::real("lora_dropout", 0.05)
            .named(WB_TR_NOOP("Registry", "LoRA dropout"))
            .help(WB_TR_NOOP("Registry", "Share of the adapters' inputs that is set to zero in training."))
            .range(0, 0.95)
            .only_when("train=lora")
            .expert()
            .in_group(model),
        ParamSpec::choice("lora_targets", "attention",
                          {{"attention", WB_TR_NOOP("Registry", "Attention"),
                            WB_TR_NOOP("Registry", "Queries, keys, values and outputs.")},
                           {"query_value", WB_TR_NOOP("Registry", "Queries and values"),
                            WB_TR_NOOP("Registry", "As LlamaRec does.")},
                           {"all", WB_TR_NOOP("Registry", "All linear layers"),
                            WB_TR_NOOP("Registry", "Those of attention and of the networks between.")}})
            .named(WB_TR_NOOP("Registry", "LoRA targets"))
            .help(WB_TR_NOOP("Registry", "Which matrices get adapters."))
            .only_when("train=lora")
            .expert()
            .in_group(model),
        ParamSpec::string("adapter", "")
            .named(WB_TR_NOOP("Registry", "Start from an adapter"))
            .help(WB_TR_NOOP("Registry",
                             "Folder of a LoRA adapter as PEFT writes it, trained on the same model, from which the "
                             "training goes on. Its own rank, alpha, dropout and targets hold. Empty: adapters start "
                             "anew."))
            .only_when("train=lora")
            .expert()
            .in_group(model),
    };
}

std::vector<ParamSpec> prompt_params() {
    const std::string prompt = WB_TR_NOOP("Registry", "Prompt");
    return {
        ParamSpec::choice(
            "prompt", "project",
            {{"project", WB_TR_NOOP("Registry", "Project"),
              WB_TR_NOOP("Registry", "A user's turn in the chat template of the model, thinking disabled.")},
             {"llamarec", WB_TR_NOOP("Registry", "LlamaRec"),
              WB_TR_NOOP("Registry", "Plain text with three headed blocks, without turns.")}})
            .named(WB_TR_NOOP("Registry", "Wording"))
            .help(WB_TR_NOOP("Registry", "Template of the prompt."))
            .in_group(prompt),
        ParamSpec::integer("max_candidates", 50)
            .named(WB_TR_NOOP("Registry", "Most candidates"))
            .help(WB_TR_NOOP("Registry",
                             "Candidates in one prompt: each has a letter, and there are 52. Training lists are as "
                             "long as those that are evaluated, and no longer than this. 0 is 52."))
            .range(0, most_labels)
            .reads("", "0")
            .flag("qwen-max-candidates")
            .in_group(prompt),
        ParamSpec::integer("max_history", 5)
            .named(WB_TR_NOOP("Registry", "Most history"))
            .help(WB_TR_NOOP("Registry", "Last items of the user that the prompt lists. LlamaRec takes 20."))
            .range(1, 200)
            .flag("qwen-max-history")
            .in_group(prompt),
        ParamSpec::integer("max_seq_length", 2048)
            .named(WB_TR_NOOP("Registry", "Longest prompt"))
            .help(WB_TR_NOOP("Registry",
                             "Longer prompts lose the oldest history first, then parts of titles, and in training "
                             "negatives; never the end, where the answer stands."))
            .range(64, 40960)
            .with_unit(WB_TR_NOOP("Registry", "tokens"))
            .flag("qwen-max-seq-length")
            .in_group(prompt),
        ParamSpec::integer("title_tokens", 32)
            .named(WB_TR_NOOP("Registry", "Longest title"))
            .help(WB_TR_NOOP("Registry", "Titles, captions and summaries are each cut to so many tokens."))
            .range(1, 512)
            .with_unit(WB_TR_NOOP("Registry", "tokens"))
            .expert()
            .in_group(prompt),
    };
}

std::vector<ParamSpec> training_params() {
    const std::string training = WB_TR_NOOP("Registry", "Training");
    return {
        epochs_param(10),
        lr_param(1e-4),
        ParamSpec::integer("batch_size", 16)
            .named(WB_TR_NOOP("Registry", "Batch size"))
            .help(WB_TR_NOOP("Registry", "Prompts per update."))
            .range(1, 4096)
            .in_group(training),
        patience_param(
            5, WB_TR_NOOP("Registry", "Training stops after this many validations without a better NDCG@10.")),
        validate_every_param(0),
        max_steps_param(),
        weight_decay_param(0),
        grad_clip_param(1),
        ParamSpec::integer("warmup_steps", 20)
            .named(WB_TR_NOOP("Registry", "Warm-up"))
            .help(WB_TR_NOOP("Registry", "Updates over which the learning rate rises to its full value."))
            .range(0, 1000000)
            .with_unit(WB_TR_NOOP("Registry", "updates"))
            .expert()
            .in_group(training),
        lr_schedule_param(),
        ParamSpec::boolean("gradient_checkpointing", false)
            .named(WB_TR_NOOP("Registry", "Gradient checkpointing"))
            .help(WB_TR_NOOP(
                "Registry",
                "Of every layer only the inputs of its halves are kept for the backward pass, and the rest is "
                "computed again: takes less memory and more time. The results are the same."))
            .expert()
            .in_group(training),
        ParamSpec::choice(
            "base_precision", "auto",
            {{"auto", WB_TR_NOOP("Registry", "Automatic"),
              WB_TR_NOOP("Registry",
                         "bfloat16 on a graphics processor, and for models of 100 million weights or more where the "
                         "processor is faster with it; else float32.")},
             {"float32", WB_TR_NOOP("Registry", "float32"), WB_TR_NOOP("Registry", "Nothing is rounded.")},
             {"bfloat16", WB_TR_NOOP("Registry", "bfloat16"),
              WB_TR_NOOP("Registry", "As the models are published; products and attention are rounded to it.")},
             {"int8", WB_TR_NOOP("Registry", "8 bits (int8)"),
              WB_TR_NOOP(
                  "Registry",
                  "Half the memory of bfloat16, and another model by very little: matrices lie in whole "
                  "numbers of 8 bits with a scale for each row, and products are in 8 bits, for gradients too: "
                  "the fastest to train. It is scored in 8 bits.")},
             {"nf4", WB_TR_NOOP("Registry", "4 bits (NF4)"),
              WB_TR_NOOP("Registry",
                         "QLoRA: a quarter of the memory of bfloat16, slower, and another model by a little. It is "
                         "scored in 4 bits too.")}})
            .named(WB_TR_NOOP("Registry", "Precision of the model"))
            .help(WB_TR_NOOP("Registry",
                             "What the model's matrices are held in while adapters are trained. Adapters are always "
                             "in float32."))
            .only_when("train=lora")
            .expert()
            .in_group(training),
        ParamSpec::choice("objective", "response",
                          {{"response", WB_TR_NOOP("Registry", "Letter and end"),
                            WB_TR_NOOP("Registry",
                                       "The mean over the letter and the end of the turn, each among the whole "
                                       "vocabulary: what a language model is trained on.")},
                           {"restricted", WB_TR_NOOP("Registry", "Letter among the labels"),
                            WB_TR_NOOP("Registry", "The letter alone, among the labels of the prompt.")}})
            .named(WB_TR_NOOP("Registry", "Objective"))
            .help(WB_TR_NOOP("Registry", "The loss that is minimised. All three losses are drawn whatever it is."))
            .expert()
            .in_group(training),
    };
}

std::vector<ParamSpec> sample_params() {
    const std::string samples = WB_TR_NOOP("Registry", "Training samples");
    return {
        ParamSpec::choice(
            "sample_policy", "all_prefixes",
            {{"all_prefixes", WB_TR_NOOP("Registry", "All prefixes"),
              WB_TR_NOOP("Registry", "Every item of a training list but the first is asked for once per epoch.")},
             {"last_only", WB_TR_NOOP("Registry", "The last item"),
              WB_TR_NOOP("Registry", "One sample for each user: far fewer updates.")},
             {"one_random_prefix", WB_TR_NOOP("Registry", "One random prefix"),
              WB_TR_NOOP("Registry", "One sample for each user, drawn once for the whole run.")}})
            .named(WB_TR_NOOP("Registry", "Samples"))
            .help(WB_TR_NOOP("Registry", "What an epoch is made of. Negatives are drawn anew in each epoch."))
            .in_group(samples),
        ParamSpec::integer("max_samples_per_user", 0)
            .named(WB_TR_NOOP("Registry", "Most samples of a user"))
            .help(WB_TR_NOOP("Registry", "In an epoch, drawn anew in each. 0 sets no bound."))
            .range(0, 1000000)
            .expert()
            .in_group(samples),
        ParamSpec::integer("max_train_samples", 0)
            .named(WB_TR_NOOP("Registry", "Most samples"))
            .help(WB_TR_NOOP("Registry", "In an epoch over all users, drawn anew in each. 0 sets no bound."))
            .range(0, 1000000000)
            .in_group(samples),
        ParamSpec::choice("negatives", "outside_training",
                          {{"outside_training", WB_TR_NOOP("Registry", "Items outside the training list"),
                            WB_TR_NOOP("Registry", "Nothing that the user takes later in training is a negative.")},
                           {"outside_prefix", WB_TR_NOOP("Registry", "Items outside the prefix"),
                            WB_TR_NOOP("Registry", "As LlamaRec does: later items may be negatives.")}})
            .named(WB_TR_NOOP("Registry", "Negatives"))
            .help(WB_TR_NOOP("Registry", "What the candidates beside the true item are drawn from, evenly."))
            .expert()
            .in_group(samples),
        ParamSpec::real("hard_negative_ratio", 0)
            .named(WB_TR_NOOP("Registry", "Hard negatives"))
            .help(WB_TR_NOOP("Registry",
                             "Share of the negatives that is drawn from what the retriever would give for the same "
                             "prefix. Lists of evenly drawn items are easier to order than those of a retriever, "
                             "which are evaluated in retrieval mode."))
            .range(0, 1)
            .stepped(0.1)
            .expert()
            .in_group(samples),
    };
}

std::vector<ParamSpec> inference_params() {
    const std::string inference = WB_TR_NOOP("Registry", "Reading the answer");
    return {
        ParamSpec::choice(
            "scoring_precision", "auto",
            {{"auto", WB_TR_NOOP("Registry", "Automatic"),
              WB_TR_NOOP("Registry",
                         "bfloat16 for models of 100 million weights or more where the processor is faster with it, "
                         "else float32.")},
             {"float32", WB_TR_NOOP("Registry", "float32"), WB_TR_NOOP("Registry", "Nothing is rounded.")},
             {"bfloat16", WB_TR_NOOP("Registry", "bfloat16"),
              WB_TR_NOOP("Registry", "Half the memory traffic; rounding changes few lists.")},
             {"int8", WB_TR_NOOP("Registry", "8 bits"),
              WB_TR_NOOP("Registry",
                         "Weights and activations in 8 bits, with scales. After training, 64 lists are held against "
                         "the model as it was trained; when more than one in ten gets another first candidate, "
                         "that one is used.")}})
            .named(WB_TR_NOOP("Registry", "Scoring precision"))
            .help(WB_TR_NOOP("Registry",
                             "What prompts are scored in, for validation and results; a model that is trained in 8 "
                             "or 4 bits is scored in those. On a graphics processor this has no effect: prompts are "
                             "scored in the precision that the model has there."))
            .only_when("train=lora")
            .expert()
            .in_group(inference),
        ParamSpec::integer("permutations", 1)
            .named(WB_TR_NOOP("Registry", "Orders"))
            .help(WB_TR_NOOP("Registry",
                             "Each list is asked for in so many orders, and the logarithms of the probabilities are "
                             "averaged. Costs as many times the time."))
            .range(1, 100)
            .in_group(inference),
        ParamSpec::boolean("prior_removal", false)
            .named(WB_TR_NOOP("Registry", "Remove the letters' prior"))
            .help(WB_TR_NOOP("Registry",
                             "How probable each letter is whatever stands behind it is measured on lists without a "
                             "right answer, and divided out."))
            .expert()
            .in_group(inference),
        ParamSpec::boolean("temperature", false)
            .named(WB_TR_NOOP("Registry", "Fit a temperature"))
            .help(WB_TR_NOOP("Registry",
                             "One number, fitted on validation, that makes the probabilities as confident as they "
                             "are right. It changes no order."))
            .expert()
            .in_group(inference),
        ParamSpec::choice(
            "overflow", "truncate",
            {{"truncate", WB_TR_NOOP("Registry", "Cut"),
              WB_TR_NOOP("Registry",
                         "The first candidates of stage 1 are ordered, the rest stays behind them. Sampled lists are "
                         "ordered by windows.")},
             {"windows", WB_TR_NOOP("Registry", "Windows"),
              WB_TR_NOOP("Registry", "A window moves from the end of the list to its top by half its length.")},
             {"tournament", WB_TR_NOOP("Registry", "Tournament"),
              WB_TR_NOOP("Registry", "Groups send their best on, until one prompt holds those that are left.")}})
            .named(WB_TR_NOOP("Registry", "Longer lists"))
            .help(WB_TR_NOOP("Registry", "What is done with lists of more candidates than a prompt may have."))
            .in_group(inference),
        ParamSpec::integer("window", 20)
            .named(WB_TR_NOOP("Registry", "Window"))
            .help(WB_TR_NOOP("Registry",
                             "Candidates in a window, or in a group, where a list is longer than a prompt may be. "
                             "Training lists then have as many."))
            .range(4, most_labels)
            .expert()
            .in_group(inference),
    };
}

void check(MethodCheck& of) {
    if (get_text(of.settings, "train") == "full" &&
        (get_text(of.settings, "base_precision") == "nf4" || get_text(of.settings, "base_precision") == "int8"))
        of.problems.push_back({"train",
                               "All weights are trained in float32, and the model is asked for in fewer bits.",
                               "Train adapters (--rerank-train lora), or leave out --use-quantization "
                               "(--rerank-base-precision auto)."});
    const std::int64_t given = get_int(of.settings, "max_candidates"), most = given > 0 ? given : most_labels;
    if (given == 1)
        of.problems.push_back({"max_candidates", "A list of one candidate has no order.",
                               "Use --qwen-max-candidates 2 or more; 0 takes as many as there are letters."});
    if (get_real(of.settings, "hard_negative_ratio") > 0 && !of.has_retriever)
        of.problems.push_back({"hard_negative_ratio",
                               "There is no retriever from whose lists hard negatives could be drawn.",
                               "Train both stages, use --mode retrieval with --source-run, or set "
                               "--rerank-hard-negative-ratio 0."});
    const bool from_retriever = get_text(of.candidates, "mode") == "retrieval";
    const std::int64_t length = get_int(of.candidates, from_retriever ? "rerank_top_k" : "rerank_eval_candidates");
    if (length > most && !from_retriever)
        of.warnings.push_back(
            {"CONFIG_LIST_LONG", "The lists hold " + std::to_string(length) + " candidates and a prompt " +
                                     std::to_string(most) +
                                     ": several prompts order each list, and candidates get no probabilities. With "
                                     "--rerank-eval-candidates " +
                                     std::to_string(most) + " one prompt is enough."});
    if (length > most && from_retriever && get_text(of.settings, "overflow") == "truncate")
        of.warnings.push_back(
            {"CONFIG_LIST_CUT", "Stage 2 orders the first " + std::to_string(most) + " of " + std::to_string(length) +
                                    " candidates; the rest stays behind them. Windows or a tournament order all."});
    if (get_text(of.settings, "sample_policy") != "all_prefixes")
        of.warnings.push_back({"CONFIG_FEW_SAMPLES",
                               "One sample for each user makes few updates. This is how language-model rerankers "
                               "most often stay at chance: all prefixes give many times more."});
}

}  // namespace

MethodSpec qwen_method() {
    MethodSpec spec;
    spec.id = "qwen";
    spec.title = "Qwen3";
    spec.stage = Stage::rerank;
    spec.doc = WB_TR_NOOP(
        "Registry",
        "A language model reads the titles of the user's last items and of the candidates, each behind a letter; the "
        "probabilities of the letters at the place of the answer order the candidates. Adapters teach it from the "
        "training data.");
    spec.reference =
        "Yue et al., \"LlamaRec: Two-Stage Recommendation using Large Language Models for Ranking\", "
        "arXiv:2311.02089; Yang et al., \"Qwen3 Technical Report\", arXiv:2505.09388";
    spec.needs.leave_one_out = spec.needs.text = spec.needs.language_model = true;
    for (auto part : {model_params(), prompt_params(), training_params(), sample_params(), inference_params()})
        spec.params.insert(spec.params.end(), part.begin(), part.end());
    spec.presets = {
        {"quick",
         WB_TR_NOOP("Registry", "Quick look"),
         WB_TR_NOOP("Registry",
                    "For the built-in model: at most 1,000 updates at a high learning rate, adapters on all linear "
                    "layers."),
         {{"model", std::string("qwen3-tiny")},
          {"lr", 2e-3},
          {"batch_size", std::int64_t{10}},
          {"lora_targets", std::string("all")},
          {"lora_dropout", 0.0},
          {"max_steps", std::int64_t{1000}},
          {"validate_every", std::int64_t{250}},
          {"lr_schedule", std::string("linear_decay")}},
         ""},
        {"short",
         WB_TR_NOOP("Registry", "Short"),
         WB_TR_NOOP("Registry", "5 epochs instead of 10."),
         {{"epochs", std::int64_t{5}}},
         ""},
        {"llamarec",
         WB_TR_NOOP("Registry", "LlamaRec"),
         WB_TR_NOOP("Registry",
                    "The values of LlamaRec: its wording, 20 items of history and 20 candidates, adapters on queries "
                    "and values with alpha 32, one epoch."),
         {{"prompt", std::string("llamarec")},
          {"max_history", std::int64_t{20}},
          {"max_candidates", std::int64_t{20}},
          {"lora_alpha", 32.0},
          {"lora_targets", std::string("query_value")},
          {"negatives", std::string("outside_prefix")},
          {"warmup_steps", std::int64_t{100}},
          {"validate_every", std::int64_t{100}},
          {"patience", std::int64_t{20}},
          {"epochs", std::int64_t{1}}},
         ""},
        {"large",
         WB_TR_NOOP("Registry", "Larger adapters"),
         WB_TR_NOOP("Registry", "Rank 16 and alpha 32 on all matrices of attention; the scale stays 2."),
         {{"lora_rank", std::int64_t{16}}, {"lora_alpha", 32.0}},
         ""},
    };
    spec.check = check;
    return spec;
}

}  // namespace wb
