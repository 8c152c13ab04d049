// `rerank search start`: from flags to a stored search. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <iostream>
#include <nlohmann/json.hpp>

#include "command_search.h"
#include "dataset/prepare.h"
#include "experiment/launch.h"
#include "experiment/search_queue.h"
#include "experiment_flags.h"
#include "worker_process.h"

namespace wb::cli {

namespace {

struct StartFlags {
    std::shared_ptr<ExperimentFlags> experiment;
    std::vector<std::string> grids, ranges;
    std::string draws, search_seed, seeds, select;
    bool queue_only = false;
};

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts{""};
    for (const char c : text) {
        if (c == separator)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

std::optional<std::int64_t> whole_number(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

/// What was typed, before the declarations have their say; what cannot be read becomes a problem.
class Reader {
  public:
    Reader(const StartFlags& flags, std::vector<Problem>& problems) : flags_(flags), problems_(problems) {}

    SearchSpec read() {
        SearchSpec spec;
        spec.base = flags_.experiment->request;
        spec.tags = flags_.experiment->tags;
        spec.select = flags_.select;
        for (const std::string& text : flags_.grids) add_grid(spec, text);
        for (const std::string& text : flags_.ranges) add_range(spec, text);
        if (!flags_.draws.empty()) {
            spec.kind = SearchKind::random;
            spec.draws = number("search.random", flags_.draws).value_or(1);
        }
        if (!flags_.search_seed.empty())
            spec.search_seed =
                static_cast<std::uint64_t>(number("search.search_seed", flags_.search_seed).value_or(1));
        if (!flags_.seeds.empty())
            for (const std::string& text : split(flags_.seeds, ','))
                if (const auto seed = number("search.seeds", text))
                    spec.seeds.push_back(static_cast<std::uint64_t>(*seed));
        return spec;
    }

  private:
    void problem(const std::string& key, const std::string& what, const std::string& fix) {
        problems_.push_back({key, what, fix});
    }

    std::optional<std::int64_t> number(const std::string& key, const std::string& text) {
        const auto value = whole_number(text);
        if (!value) problem(key, "\"" + text + "\" is not a whole number of at least 0.", "Give one such as 3.");
        return value;
    }

    void add_grid(SearchSpec& spec, const std::string& text) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
            problem("search.grid", "\"" + text + "\" names no setting with its values.",
                    "Write it as in --grid retrieval.lr=0.001,0.0001.");
            return;
        }
        SearchDimension dimension;
        dimension.key = text.substr(0, equals);
        dimension.values = split(text.substr(equals + 1), ',');
        spec.dimensions.push_back(std::move(dimension));
    }

    void add_range(SearchSpec& spec, const std::string& text) {
        const std::size_t equals = text.find('='), dots = text.find("..");
        std::size_t end = text.size();
        SearchDimension dimension;
        if (text.ends_with(":log")) {
            dimension.scale = SearchScale::logarithmic;
            end -= 4;
        } else if (text.ends_with(":linear")) {
            dimension.scale = SearchScale::linear;
            end -= 7;
        }
        if (equals == std::string::npos || equals == 0 || dots == std::string::npos || dots <= equals + 1 ||
            dots + 2 >= end) {
            problem("search.range", "\"" + text + "\" names no setting with its range.",
                    "Write it as in --range retrieval.lr=0.00001..0.01.");
            return;
        }
        dimension.key = text.substr(0, equals);
        dimension.low = text.substr(equals + 1, dots - equals - 1);
        dimension.high = text.substr(dots + 2, end - dots - 2);
        spec.dimensions.push_back(std::move(dimension));
    }

    const StartFlags& flags_;
    std::vector<Problem>& problems_;
};

/// --task, else what --config says, else the one that trains the methods that are named.
std::string wanted_task(const Common& common) {
    const std::vector<std::string> known{task_train_retrieval, task_train_rerank, task_train_pipeline};
    std::string task = value_of(common.arguments, "--task");
    const bool typed = !task.empty();
    const bool retrieval = has_flag(common.arguments, "--retrieval-method"),
               rerank = has_flag(common.arguments, "--rerank-method");
    if (const std::string file = value_of(common.arguments, "--config"); task.empty() && !file.empty())
        task = request_from_file(file).task;
    if (task.empty()) task = !rerank ? task_train_retrieval : retrieval ? task_train_pipeline : task_train_rerank;
    if (std::find(known.begin(), known.end(), task) == known.end())
        throw UserError((typed ? "--task: \"" : "The config's task \"") + task + "\" cannot be searched.",
                        "A search trains a method.", "Use train-retrieval, train-rerank or train-pipeline.");
    return task;
}

/// The worker would make it too, but lists that it cannot hold are refused before anything is stored.
void make_sample(const Common& common, const Workspace& workspace, const ExperimentConfig& config) {
    note(common, "Making the sample catalogue.");
    ImportRequest request;
    request.dataset_code = "sample";
    request.filter = filter_of(config);
    CandidateSettings none;
    none.n = 0;
    prepare_dataset(request, workspace.data(), none, {}, {});
}

bool lacks_sample(const Workspace& workspace, const ExperimentConfig& config) {
    if (get_text(config.data, "dataset_code") != "sample") return false;
    try {
        find_prepared(workspace.data(), "sample", filter_of(config));
        return false;
    } catch (const UserError&) {
        return true;
    }
}

/// A second opinion on the same setting says nothing new.
void add_new(std::vector<Problem>& problems, std::vector<Problem> more) {
    for (Problem& one : more) {
        const auto same = [&](const Problem& known) { return known.key == one.key; };
        if (std::none_of(problems.begin(), problems.end(), same)) problems.push_back(std::move(one));
    }
}

void say_what_was_queued(const Common& common, const SearchPlan& plan, SearchId id) {
    const auto combinations = static_cast<std::int64_t>(plan.combinations.size());
    const auto seeds = static_cast<std::int64_t>(plan.spec.seeds.size());
    note(common, "Search " + std::to_string(id) + ": " + counted(combinations, "combination", "combinations") +
                     (seeds > 1 ? ", each with " + counted(seeds, "seed", "seeds") : "") + ", " +
                     counted(combinations * seeds, "run", "runs") + ", chosen by " +
                     selection_text(plan.spec.select) + ".");
    if (plan.spec.kind == SearchKind::random && combinations < plan.spec.draws)
        note(common, "There are no more different combinations than these, fewer than --random asks for.");
}

int start_search(const Common& common, const StartFlags& flags) {
    std::vector<Problem> problems;
    SearchPlan plan = plan_search(builtin_methods(), Reader(flags, problems).read());
    const bool readable = problems.empty();
    for (Problem& one : plan.problems)  // "nothing is searched" is no news where what was typed cannot be read
        if (readable || one.key != "search.grid") problems.push_back(std::move(one));
    if (!problems.empty()) {
        if (!plan.configs.empty() && has_store(common)) {
            const Workspace workspace{workspace_root(common)};
            Store store(workspace.store_file());
            add_new(problems, check_against_workspace(plan.configs.front(), workspace, store));
        }
        report(common, problems);
        return exit_usage;
    }
    // Everything that can refuse comes before anything is written.
    const std::filesystem::path worker = flags.queue_only ? std::filesystem::path() : worker_program();
    const Workspace workspace = open_workspace(common);
    SearchId id = 0;
    {
        Store store(workspace.store_file());
        problems = check_against_workspace(plan, workspace, store);
        if (problems.empty() && lacks_sample(workspace, plan.configs.front())) {
            make_sample(common, workspace, plan.configs.front());
            problems = check_against_workspace(plan, workspace, store);
        }
        if (!problems.empty()) {
            report(common, problems);
            return exit_usage;
        }
        settle_search(plan, workspace, store);
        id = create_search(store, workspace, plan, flags.experiment->name);
        say_what_was_queued(common, plan, id);
        if (flags.queue_only) {
            while (queue_search_runs(store, workspace, id)) {
            }
            if (common.json)
                print_search(common, store, read_search(store, id), 0);
            else
                std::cout << "Search " << id << " is queued. Start it with \"rerank search continue " << id
                          << "\".\n";
            return exit_done;
        }
    }
    return execute_search(common, workspace, worker, id);
}

}  // namespace

void add_search_start(Arguments& search, Common& common) {
    Arguments& command = search.command("start", "Queue a grid or random search and run it");
    // Method flags are those of the methods in these arguments, so they are made for the wanted command only.
    const auto& words = common.arguments;
    if (std::find(words.begin(), words.end(), "search") == words.end() ||
        std::find(words.begin(), words.end(), "start") == words.end())
        return;
    const auto flags = std::make_shared<StartFlags>();
    const std::string group = "Search";
    command.texts({"--grid"}, flags->grids,
                  {"A setting and the values to try, as in retrieval.lr=0.001,0.0001; may be repeated", group,
                   "KEY=VALUE,..."});
    command.receive({"--random"}, [flags](const std::string& text) { flags->draws = text; },
                    {"Draw this many different combinations instead of trying all", group, "INT"});
    command.texts({"--range"}, flags->ranges,
                  {"A setting and the range to draw it from, as in retrieval.lr=0.00001..0.01. Settings of a "
                   "logarithmic scale, such as learning rates, are drawn on it; :log or :linear behind the range "
                   "says otherwise. Only with --random; may be repeated",
                   group, "KEY=LOW..HIGH"});
    command.text({"--search-seed"}, flags->search_seed, {"Seed of the draws", group, "INT", "1"});
    command.text({"--seeds"}, flags->seeds,
                 {"Seeds of the training: each combination is run with all of them, and their mean decides", group,
                  "INT,...", "the one of --seed"});
    command.text({"--select"}, flags->select,
                 {"Metric of validation that decides, as in stage1/val/recall@20", group, "METRIC",
                  "stage1/val/recall@20, or stage2/val/ndcg@10 where stage 2 is trained"});
    command.flag({"--queue-only"}, flags->queue_only, {"Queue the runs without running them", group});
    command.receive({"--task"}, [](const std::string&) {},
                    {"What each run trains; follows from the methods when left out", group,
                     "train-retrieval|train-rerank|train-pipeline"});
    flags->experiment = add_experiment_flags(command, common, wanted_task(common));
    add_common_flags(command, common);
    command.epilogue(
        "All other flags are those of the runs; --name names the search, and a setting that is searched overrules "
        "its "
        "flag.\nThe combination with the best validation result is chosen. Test results are shown for it alone, once "
        "all runs have ended.");
    command.action([&common, flags] { return start_search(common, *flags); });
}

}  // namespace wb::cli
