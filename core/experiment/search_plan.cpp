// Checking a search before anything is queued. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <set>

#include "evaluation/metrics.h"
#include "experiment/search_checks.h"
#include "foundation/number_text.h"

namespace wb {

namespace {

using search_detail::trains;

std::string quoted(const std::string& text) {
    return "\"" + text + "\"";
}

/// What the combinations have to say: each finding once, and where it is not about all, in how many it is.
class Findings {
  public:
    void add(const Problem& problem, const std::string& combination) {
        const auto [place, is_new] = places_.emplace(std::pair(problem.key, problem.what), list_.size());
        if (is_new) list_.push_back({problem, combination, 0});
        ++list_[place->second].times;
    }
    std::vector<Problem> among(std::size_t combinations) const {
        std::vector<Problem> problems;
        for (const Finding& finding : list_) {
            Problem problem = finding.problem;
            if (finding.times < combinations)
                problem.what += " This is so in " +
                                counted(static_cast<std::int64_t>(finding.times), "combination", "combinations") +
                                ", first with " + finding.first + ".";
            problems.push_back(std::move(problem));
        }
        return problems;
    }

  private:
    struct Finding {
        Problem problem;
        std::string first;
        std::size_t times;
    };
    std::vector<Finding> list_;
    std::map<std::pair<std::string, std::string>, std::size_t> places_;
};

class Planner {
  public:
    Planner(const Registry& registry, const SearchSpec& typed) : registry_(registry), spec_(typed) {}

    SearchPlan plan() {
        const std::string& task = spec_.base.task;
        if (!trains(task, Stage::retrieval) && !trains(task, Stage::rerank))
            problem("search.task", quoted(task) + " is not a task that can be searched.",
                    "Use train-retrieval, train-rerank or train-pipeline.");
        sound_ = search_detail::check_dimensions(registry_, spec_, plan_.problems, first_values_);
        check_draws();
        keep_distinct_seeds();
        check_selection();
        check_size();
        resolve_all();
        check_measured_users();
        if (plan_.problems.empty()) settle_base();
        plan_.spec = std::move(spec_);
        return std::move(plan_);
    }

  private:
    void problem(const std::string& key, const std::string& what, const std::string& fix) {
        plan_.problems.push_back({key, what, fix});
    }

    void check_draws() {
        if (spec_.kind == SearchKind::grid) {
            spec_.draws = 0;
            spec_.search_seed = 1;  // draws nothing
        } else if (spec_.draws < 1) {
            problem("search.random", "A random search draws at least one combination.",
                    "Give --random a number such as 20.");
            sound_ = false;
        }
    }

    void keep_distinct_seeds() {
        std::vector<std::uint64_t> seeds;
        for (const std::uint64_t seed : spec_.seeds)
            if (std::find(seeds.begin(), seeds.end(), seed) == seeds.end()) seeds.push_back(seed);
        spec_.seeds = std::move(seeds);
    }

    bool selects_stage(int stage) const {
        return spec_.select.rfind("stage" + std::to_string(stage) + "/val/", 0) == 0;
    }

    void check_selection() {
        const std::string& task = spec_.base.task;
        if (spec_.select.empty()) spec_.select = default_selection(task);
        const std::string fix = "Use " + default_selection(task) + ", or another metric of validation.";
        if (!selects_stage(1) && !selects_stage(2)) {
            problem("search.select", quoted(spec_.select) + " is not a metric of validation, which alone may decide.",
                    fix);
            return;
        }
        const std::string metric = spec_.select.substr(std::string("stage1/val/").size());
        const auto named = Metrics{}.named();
        if (std::none_of(named.begin(), named.end(), [&](const auto& one) { return one.first == metric; }))
            problem("search.select", "There is no metric " + quoted(metric) + ".", fix);
        if (!trains(task, selects_stage(1) ? Stage::retrieval : Stage::rerank))
            problem("search.select", quoted(task) + " does not train stage " + (selects_stage(1) ? "1." : "2."), fix);
    }

    void check_size() {
        const auto seeds = std::max<std::int64_t>(1, static_cast<std::int64_t>(spec_.seeds.size()));
        if (!sound_ || count_combinations(spec_, most_search_runs) <= most_search_runs / seeds) return;
        problem("search.grid", "A search may have " + grouped(most_search_runs) + " runs, and this one has more.",
                "Give fewer values or seeds, or draw some of the combinations with --random.");
        sound_ = false;
    }

    /// Where the dimensions cannot be expanded, the rest is checked with the first good value of each.
    void resolve_all() {
        if (sound_)
            plan_.combinations = combinations_of(spec_);
        else
            plan_.combinations = {{}};
        Findings findings;
        std::set<std::string> warned;
        for (const Combination& combination : plan_.combinations) {
            ExperimentRequest request = spec_.base;
            for (const auto& [key, value] : first_values_) request.values[key] = value;
            for (std::size_t i = 0; i < combination.size(); ++i)
                request.values[spec_.dimensions[i].key] = combination[i];
            if (!spec_.seeds.empty()) request.values["job.seed"] = std::to_string(spec_.seeds.front());
            Resolution resolution = resolve(registry_, request);
            for (const Problem& one : resolution.problems) findings.add(one, combination_text(spec_, combination));
            for (Notice& one : resolution.warnings)
                if (warned.insert(one.text).second) plan_.warnings.push_back(std::move(one));
            if (resolution.config) plan_.configs.push_back(std::move(*resolution.config));
        }
        for (Problem& one : findings.among(plan_.combinations.size())) plan_.problems.push_back(std::move(one));
    }

    /// Stage 2 of lists from stage 1 is measured over the users whose true item stage 1 found.
    void check_measured_users() {
        const bool retriever_changes =
            std::any_of(spec_.dimensions.begin(), spec_.dimensions.end(),
                        [](const SearchDimension& one) { return one.key.rfind("retrieval.", 0) == 0; });
        if (!retriever_changes || !selects_stage(2) || plan_.configs.empty()) return;
        if (get_text(plan_.configs.front().candidates, "mode") != "retrieval") return;
        problem(
            "search.select",
            "In retrieval mode " + quoted(spec_.select) +
                " counts the users whose true item stage 1 found, and those change with the retriever's settings.",
            "Select by stage 1, as with --select stage1/val/recall@20.");
    }

    /// Every other setting becomes explicit.
    void settle_base() {
        const ExperimentConfig& first = plan_.configs.front();
        if (spec_.seeds.empty()) spec_.seeds = {first.seed()};
        spec_.base = request_from_config(first);
        for (const SearchDimension& dimension : spec_.dimensions) spec_.base.values.erase(dimension.key);
        spec_.base.values.erase("job.seed");
    }

    const Registry& registry_;
    SearchSpec spec_;
    bool sound_ = true;  ///< the dimensions can be expanded
    std::map<std::string, std::string> first_values_;
    SearchPlan plan_;
};

}  // namespace

std::string default_selection(const std::string& task) {
    return task == task_train_retrieval ? "stage1/val/recall@20" : "stage2/val/ndcg@10";
}

SearchPlan plan_search(const Registry& registry, const SearchSpec& typed) {
    return Planner(registry, typed).plan();
}

}  // namespace wb
