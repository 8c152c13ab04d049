// Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/search_queue.h"

#include <algorithm>
#include <set>

#include "experiment/launch.h"

namespace wb {

namespace {

/// The store is locked meanwhile, and other programs wait for a few seconds at most.
constexpr int runs_at_once = 100;

const ParamSpec* declaration_of(const SearchPlan& plan, const std::string& key, const Registry& registry) {
    const std::size_t dot = key.find('.');
    const Stage stage = key.substr(0, dot) == "rerank" ? Stage::rerank : Stage::retrieval;
    const ExperimentRequest& base = plan.spec.base;
    const MethodSpec* method =
        registry.find(stage, stage == Stage::rerank ? base.rerank_method : base.retrieval_method);
    return method ? method->find(key.substr(dot + 1)) : nullptr;
}

std::string title_of(const Registry& registry, Stage stage, const std::string& id) {
    const MethodSpec* spec = registry.find(stage, id);
    return spec ? spec->title : id;
}

std::string default_name(const Registry& registry, const SearchSpec& spec) {
    const ExperimentRequest& base = spec.base;
    std::string name;
    if (!base.retrieval_method.empty()) name = title_of(registry, Stage::retrieval, base.retrieval_method);
    if (!base.rerank_method.empty())
        name += (name.empty() ? "" : " + ") + title_of(registry, Stage::rerank, base.rerank_method);
    const auto dataset = base.values.find("data.dataset_code");
    return dataset == base.values.end() ? name : name + " on " + dataset->second;
}

/// The values first: in a table long names give way at their end.
std::string run_name(const std::string& search, const SearchSpec& spec, const Combination& values) {
    std::string name;
    const std::vector<std::string> keys = short_keys(spec);
    for (std::size_t i = 0; i < keys.size(); ++i) name += (i ? ", " : "") + keys[i] + " " + values[i];
    return name + " (" + search + ")";
}

}  // namespace

std::vector<std::string> short_keys(const SearchSpec& spec) {
    std::vector<std::string> keys;
    const auto bare = [](const SearchDimension& one) { return one.key.substr(one.key.find('.') + 1); };
    for (const SearchDimension& dimension : spec.dimensions) {
        const auto same = std::count_if(spec.dimensions.begin(), spec.dimensions.end(),
                                        [&](const auto& other) { return bare(other) == bare(dimension); });
        keys.push_back(same > 1 ? dimension.key : bare(dimension));
    }
    return keys;
}

StoredSearch existing_search(const Store& store, SearchId id) {
    if (auto search = store.find_search(id)) return std::move(*search);
    throw UserError("There is no search " + std::to_string(id) + " in this workspace.",
                    "The number may belong to another workspace.",
                    "\"rerank search list\" shows the searches; --workspace chooses another folder.");
}

std::vector<Problem> check_against_workspace(const SearchPlan& plan, const Workspace& workspace, Store& store,
                                             const Registry& registry) {
    // Numbers are judged by their declarations alone; names, of features for example, may be missing here.
    std::vector<std::size_t> named;
    for (std::size_t i = 0; i < plan.spec.dimensions.size(); ++i) {
        const ParamSpec* param = declaration_of(plan, plan.spec.dimensions[i].key, registry);
        if (!param || (param->type != ParamType::integer && param->type != ParamType::real)) named.push_back(i);
    }
    std::vector<Problem> problems;
    std::set<std::vector<std::string>> checked;
    for (std::size_t c = 0; c < plan.configs.size(); ++c) {
        std::vector<std::string> names;
        for (const std::size_t i : named) names.push_back(plan.combinations[c][i]);
        if (!checked.insert(names).second) continue;
        for (Problem& one : check_against_workspace(plan.configs[c], workspace, store, registry)) {
            const auto same = [&](const Problem& known) { return known.key == one.key && known.what == one.what; };
            if (std::none_of(problems.begin(), problems.end(), same)) problems.push_back(std::move(one));
        }
    }
    return problems;
}

void settle_search(SearchPlan& plan, const Workspace& workspace, const Store& store, const Registry& registry) {
    const ExperimentConfig& first = plan.configs.front();
    auto& values = plan.spec.base.values;
    const ExperimentConfig with_source = with_settled_source(first, workspace, store, registry);
    values["candidates.source_run"] = to_text(with_source.candidates.at("source_run"));
    const ExperimentConfig with_inputs = with_settled_inputs(first, workspace, registry);
    values["candidates.candidates_file"] = to_text(with_inputs.candidates.at("candidates_file"));
    const auto take = [&](const std::string& section, const std::optional<MethodChoice>& choice) {
        if (!choice) return;
        for (const auto& [key, value] : choice->settings)
            if (const auto known = values.find(section + "." + key); known != values.end())
                known->second = to_text(value);
    };
    take("retrieval", with_inputs.retrieval);
    take("rerank", with_inputs.rerank);
}

SearchId create_search(Store& store, const Workspace& workspace, const SearchPlan& plan, const std::string& name,
                       const Registry& registry) {
    const auto runs = static_cast<std::int64_t>(plan.combinations.size() * plan.spec.seeds.size());
    SearchId id = 0;
    store.together([&] {
        id = store.create_search(name.empty() ? default_name(registry, plan.spec) : name, search_to_json(plan.spec),
                                 runs);
        queue_search_runs(store, workspace, id, registry);
    });
    return id;
}

bool queue_search_runs(Store& store, const Workspace& workspace, SearchId id, const Registry& registry) {
    bool more = false;
    store.together([&] {
        const StoredSearch search = existing_search(store, id);
        const SearchSpec spec = search_from_json(search.spec_json);
        std::set<std::pair<int, std::uint64_t>> there;
        for (const SearchRun& run : store.search_runs(id, spec.select)) there.emplace(run.combination, run.seed);
        if (static_cast<std::int64_t>(there.size()) >= search.planned_runs) return;
        const std::vector<Combination> combinations = combinations_of(spec);
        int queued = 0;
        for (std::size_t c = 0; c < combinations.size(); ++c)
            for (const std::uint64_t seed : spec.seeds) {
                const int number = static_cast<int>(c);
                if (there.contains({number, seed})) continue;
                if (queued++ == runs_at_once) {
                    more = true;
                    return;
                }
                const Resolution resolution = resolve(registry, search_request(spec, combinations[c], seed));
                if (!resolution.config) throw_problems(resolution.problems);
                const RunId run = queue_run(store, workspace, *resolution.config,
                                            run_name(search.name, spec, combinations[c]), spec.tags, registry);
                store.add_to_search(id, run, number, seed);
            }
    });
    return more;
}

}  // namespace wb
