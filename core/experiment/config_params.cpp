// The parameters that belong to no method. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/config.h"

namespace wb {

const std::vector<ParamSpec>& data_params() {
    static const std::string group = WB_TR_NOOP("Registry", "Data");
    static const std::vector<ParamSpec> params = {
        ParamSpec::string("dataset_code", "sample")
            .named(WB_TR_NOOP("Registry", "Dataset"))
            .help(WB_TR_NOOP("Registry", "Name of a prepared dataset, or \"sample\" for the built-in catalogue."))
            .in_group(group),
        ParamSpec::real("min_rating", 0)
            .named(WB_TR_NOOP("Registry", "Lowest rating"))
            .help(WB_TR_NOOP("Registry",
                             "Interactions with a lower rating are left out, before anything else. 0 keeps all."))
            .range(0, 1000)
            .stepped(0.5)
            .in_group(group),
        ParamSpec::integer("min_uc", 5)
            .named(WB_TR_NOOP("Registry", "Interactions per user"))
            .help(WB_TR_NOOP("Registry",
                             "Users with fewer interactions are left out, again and again until all have enough. 0 "
                             "and 1 are for ready sequences only."))
            .range(0, 1000000)
            .in_group(group),
        ParamSpec::integer("min_sc", 5)
            .named(WB_TR_NOOP("Registry", "Interactions per item"))
            .help(WB_TR_NOOP("Registry",
                             "Items with fewer interactions are left out, again and again until all have enough."))
            .range(0, 1000000)
            .in_group(group),
        ParamSpec::boolean("single_pass_filter", false)
            .named(WB_TR_NOOP("Registry", "Filter in one pass"))
            .help(WB_TR_NOOP("Registry",
                             "Leave out items once and then users once, as LRURec does, instead of again and again. "
                             "Some items can then have fewer interactions than asked for."))
            .expert()
            .in_group(group),
        ParamSpec::choice("tie_rule", "file_order",
                          {{"file_order", WB_TR_NOOP("Registry", "Order of the file"),
                            WB_TR_NOOP("Registry", "Interactions of one moment stay as they stand in the file.")},
                           {"item_id", WB_TR_NOOP("Registry", "Item number"),
                            WB_TR_NOOP("Registry",
                                       "Interactions of one moment are put in order of the item's number, as "
                                       "LlamaRec does; models can learn that pattern.")},
                           {"random", WB_TR_NOOP("Registry", "Random"),
                            WB_TR_NOOP("Registry", "Interactions of one moment are put in a seeded random order.")}})
            .named(WB_TR_NOOP("Registry", "Equal times"))
            .help(WB_TR_NOOP("Registry",
                             "How interactions of a user with equal times are put in order. This decides what "
                             "the validation and test items are."))
            .expert()
            .in_group(group),
        ParamSpec::integer("tie_seed", 42)
            .named(WB_TR_NOOP("Registry", "Seed of equal times"))
            .help(WB_TR_NOOP("Registry", "Seed of the random order of interactions with equal times."))
            .at_least(0)
            .only_when("tie_rule=random")
            .expert()
            .in_group(group),
        ParamSpec::choice("split", "leave_one_out",
                          {{"leave_one_out", WB_TR_NOOP("Registry", "Last items"),
                            WB_TR_NOOP("Registry",
                                       "The last interaction of a user is for test, the last but one for validation. "
                                       "All methods can use it.")},
                           {"random", WB_TR_NOOP("Registry", "Random items"),
                            WB_TR_NOOP("Registry",
                                       "A fifth of a user's interactions, wherever they stand, half of them for "
                                       "validation, as the MMRec toolbox splits. Only methods that do not read "
                                       "sequences can use it: VBPR, MMGCN and BM3.")}})
            .named(WB_TR_NOOP("Registry", "Split"))
            .help(WB_TR_NOOP("Registry",
                             "Which interactions of a user are held out. Results on different splits cannot be "
                             "compared. Data that comes with its own split keeps that one."))
            .expert()
            .in_group(group),
        ParamSpec::integer("split_seed", 42)
            .named(WB_TR_NOOP("Registry", "Seed of the split"))
            .help(WB_TR_NOOP("Registry", "Seed of the random split."))
            .at_least(0)
            .only_when("split=random")
            .expert()
            .in_group(group),
    };
    return params;
}

const std::vector<ParamSpec>& candidate_params() {
    static const std::string group = WB_TR_NOOP("Registry", "Candidates");
    static const std::vector<ParamSpec> params = {
        ParamSpec::choice("mode", "ground_truth",
                          {{"ground_truth", WB_TR_NOOP("Registry", "True item among sampled ones"),
                            WB_TR_NOOP("Registry",
                                       "Each list holds the true item and items that the user never touched. It "
                                       "measures the reranker alone.")},
                           {"retrieval", WB_TR_NOOP("Registry", "From stage 1"),
                            WB_TR_NOOP("Registry",
                                       "Each list holds the first items of the retriever, and the true item only "
                                       "if the retriever found it. It measures the two stages together.")}})
            .named(WB_TR_NOOP("Registry", "Where candidates come from"))
            .help(WB_TR_NOOP("Registry", "What the reranker puts in order."))
            .flag("rerank-mode")
            .flag("candidate-mode")
            .in_group(group),
        ParamSpec::integer("rerank_eval_candidates", 50)
            .named(WB_TR_NOOP("Registry", "Candidates per list"))
            .help(WB_TR_NOOP("Registry",
                             "Length of each list, the true item included. A random order reaches Recall@K of K "
                             "divided by this number."))
            .range(2, 10000)
            .only_when("mode=ground_truth")
            .in_group(group),
        ParamSpec::choice(
            "candidate_sampling", "uniform",
            {{"uniform", WB_TR_NOOP("Registry", "All equally likely"),
              WB_TR_NOOP("Registry", "Every item that the user never touched is drawn with the same probability.")},
             {"popularity", WB_TR_NOOP("Registry", "By popularity"),
              WB_TR_NOOP("Registry",
                         "Items are drawn in proportion to their training interactions, so that popularity alone "
                         "finds the true item less often. Items without any are never drawn.")}})
            .named(WB_TR_NOOP("Registry", "How negatives are drawn"))
            .help(WB_TR_NOOP("Registry",
                             "With which probability an item that the user never touched gets into the list. Runs "
                             "with different drawings cannot be compared."))
            .only_when("mode=ground_truth")
            .in_group(group),
        ParamSpec::integer("retrieval_top_k", 200)
            .named(WB_TR_NOOP("Registry", "Items kept by stage 1"))
            .help(WB_TR_NOOP("Registry", "How many items the retriever keeps for each user."))
            .range(1, 100000)
            .in_group(group),
        ParamSpec::integer("rerank_top_k", 50)
            .named(WB_TR_NOOP("Registry", "Items reranked"))
            .help(WB_TR_NOOP("Registry",
                             "How many of the items kept by stage 1 are put in order again. The share of users "
                             "whose true item is among them bounds the recall."))
            .range(2, 10000)
            .only_when("mode=retrieval")
            .in_group(group),
        ParamSpec::choice(
            "candidate_order", "shuffled",
            {{"shuffled", WB_TR_NOOP("Registry", "Shuffled"),
              WB_TR_NOOP("Registry", "The place in the list says nothing.")},
             {"retriever_rank", WB_TR_NOOP("Registry", "As ranked by stage 1"),
              WB_TR_NOOP("Registry", "The reranker sees the retriever's order, as LlamaRec evaluates.")}})
            .named(WB_TR_NOOP("Registry", "Order shown in evaluation"))
            .help(WB_TR_NOOP("Registry",
                             "The order in which the reranker sees the candidates when it is evaluated. Training "
                             "always shuffles."))
            .only_when("mode=retrieval")
            .expert()
            .in_group(group),
        ParamSpec::integer("candidate_seed", 42)
            .named(WB_TR_NOOP("Registry", "Seed of the lists"))
            .help(WB_TR_NOOP("Registry",
                             "Draws the sampled negatives and the order of the lists. It is not the seed of the "
                             "training, so that runs with other seeds are measured on identical lists."))
            .at_least(0)
            .expert()
            .in_group(group),
        ParamSpec::string("candidates_file", "")
            .named(WB_TR_NOOP("Registry", "File of test negatives"))
            .help(WB_TR_NOOP("Registry",
                             "A CSV file with the columns user_id, n and negative_item_ids that gives the "
                             "negatives of the test lists. Empty samples them."))
            .only_when("mode=ground_truth")
            .expert()
            .in_group(group),
        ParamSpec::integer("source_run", 0)
            .named(WB_TR_NOOP("Registry", "Source run"))
            .help(WB_TR_NOOP("Registry",
                             "The stage 1 run whose lists are reranked, or the run that is evaluated again. 0 "
                             "takes the latest finished stage 1 run on the same dataset."))
            .at_least(0)
            .expert()
            .in_group(group),
        ParamSpec::choice(
            "eval_split", "both",
            {{"test", WB_TR_NOOP("Registry", "Test"), WB_TR_NOOP("Registry", "The last item of each user.")},
             {"validation", WB_TR_NOOP("Registry", "Validation"),
              WB_TR_NOOP("Registry", "The last but one item of each user.")},
             {"both", WB_TR_NOOP("Registry", "Both"),
              WB_TR_NOOP("Registry", "Validation and test, as separate results.")}})
            .named(WB_TR_NOOP("Registry", "Evaluated items"))
            .help(
                WB_TR_NOOP("Registry", "Which held-out items the tables show; both are always measured and stored."))
            .expert()
            .in_group(group),
    };
    return params;
}

const std::vector<ParamSpec>& job_params() {
    static const std::string group = WB_TR_NOOP("Registry", "Run");
    static const std::vector<ParamSpec> params = {
        ParamSpec::integer("seed", 42)
            .named(WB_TR_NOOP("Registry", "Seed"))
            .help(WB_TR_NOOP("Registry",
                             "Everything random follows from this number. The same seed gives the same numbers, "
                             "bit for bit, on the same machine with the same number of threads."))
            .at_least(0)
            .in_group(group),
        ParamSpec::choice(
            "device", "auto",
            {{"auto", WB_TR_NOOP("Registry", "Automatic"),
              WB_TR_NOOP("Registry", "The graphics processor where there is one that works, else the processor.")},
             {"cpu", WB_TR_NOOP("Registry", "Processor"), WB_TR_NOOP("Registry", "The processor alone.")},
             {"cuda", WB_TR_NOOP("Registry", "Graphics processor (CUDA)"),
              WB_TR_NOOP("Registry", "The graphics processor; the run fails when there is none.")}})
            .named(WB_TR_NOOP("Registry", "Device"))
            .help(WB_TR_NOOP("Registry", "What the run computes on."))
            .in_group(group),
        ParamSpec::integer("threads", 0)
            .named(WB_TR_NOOP("Registry", "Threads"))
            .help(WB_TR_NOOP("Registry", "Processor threads of the run. 0 takes all cores."))
            .range(0, 1024)
            .in_group(group),
    };
    return params;
}

}  // namespace wb
