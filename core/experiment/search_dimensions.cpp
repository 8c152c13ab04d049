// What a search may vary: keys, values and ranges against the declarations. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "experiment/search_checks.h"

namespace wb::search_detail {

namespace {

std::string quoted(const std::string& text) {
    return "\"" + text + "\"";
}

double number(const ParamValue& value) {
    const auto* whole = std::get_if<std::int64_t>(&value);
    return whole ? static_cast<double>(*whole) : std::get<double>(value);
}

class DimensionCheck {
  public:
    DimensionCheck(const Registry& registry, const SearchSpec& spec, SearchDimension& dimension,
                   std::vector<Problem>& problems)
        : registry_(registry), spec_(spec), dimension_(dimension), problems_(problems) {}

    /// True where the dimension can be expanded.
    bool check() {
        const ParamSpec* param = declaration();
        if (!param) return false;
        return dimension_.values.empty() ? check_range(*param) : check_values(*param);
    }

  private:
    void problem(const std::string& key, const std::string& what, const std::string& fix) {
        problems_.push_back({key, what, fix});
    }

    /// The declaration that the key names; where there is none, a problem is noted.
    const ParamSpec* declaration() {
        const std::string typed = dimension_.key;
        std::string key = typed;
        std::replace(key.begin(), key.end(), '-', '_');
        const std::size_t dot = key.find('.');
        const std::string section = dot == std::string::npos ? "" : key.substr(0, dot);
        if (section != "retrieval" && section != "rerank") {
            problem(typed, quoted(typed) + " is not a setting that can be searched.",
                    section.empty() ? meant(typed) : other_section(section));
            return nullptr;
        }
        const Stage stage = section == "rerank" ? Stage::rerank : Stage::retrieval;
        const ExperimentRequest& base = spec_.base;
        if (!trains(base.task, stage)) {
            problem(typed, quoted(base.task) + " does not train the " + section + " method.",
                    "Search settings of the method that is trained, or choose another task with --task.");
            return nullptr;
        }
        const MethodSpec* method =
            registry_.find(stage, stage == Stage::rerank ? base.rerank_method : base.retrieval_method);
        if (!method) return nullptr;  // resolving the base says so
        const ParamSpec* param = method->find(key.substr(dot + 1));
        if (!param) {
            const std::string near = nearest_word(typed, known_keys());
            problem(typed, method->title + " has no setting " + quoted(typed) + ".",
                    (near.empty() ? "" : "Did you mean " + quoted(near) + "? ") + "\"rerank methods " + method->id +
                        "\" lists its settings.");
            return nullptr;
        }
        dimension_.key = section + "." + param->key;
        if (param->group == "Evaluation") {
            problem(dimension_.key, quoted(dimension_.key) + " changes how results are measured.",
                    "Its values cannot be compared with each other: give one of them as a flag.");
            return nullptr;
        }
        return param;
    }

    std::vector<std::string> known_keys() const {
        std::vector<std::string> keys;
        for (const Stage stage : {Stage::retrieval, Stage::rerank}) {
            const MethodSpec* method = registry_.find(
                stage, stage == Stage::rerank ? spec_.base.rerank_method : spec_.base.retrieval_method);
            if (!method || !trains(spec_.base.task, stage)) continue;
            for (const ParamSpec& one : method->params)
                keys.push_back(std::string(stage_name(stage)) + "." + one.key);
        }
        return keys;
    }

    /// "lr" and "retrieval-lr" are near enough to "retrieval.lr".
    std::string meant(const std::string& typed) const {
        const std::vector<std::string> known = known_keys();
        std::string near = nearest_word(typed, known);
        for (const std::string& key : known)
            if (near.empty() && key.ends_with("." + typed)) near = key;
        return (near.empty() ? "" : "Did you mean " + quoted(near) + "? ") + other_section("");
    }

    static std::string other_section(const std::string& section) {
        if (section == "data" || section == "candidates")
            return "Results on other data or other lists cannot be compared: search settings of a method, such as "
                   "retrieval.lr.";
        if (section == "job") return "Give the seeds of the training with --seeds.";
        return "Settings of a method begin with retrieval. or rerank., as in retrieval.lr.";
    }

    std::optional<ParamValue> value_of(const ParamSpec& param, const std::string& text) {
        Problem wrong;
        auto value = parse_value(param, text, wrong);
        wrong.key = dimension_.key;
        if (!value) problems_.push_back(std::move(wrong));
        return value;
    }

    bool check_values(const ParamSpec& param) {
        std::vector<std::string> values;
        bool good = true;
        for (const std::string& text : dimension_.values) {
            const auto value = value_of(param, text);
            good = good && value;
            if (value && std::find(values.begin(), values.end(), to_text(coerced(param, *value))) == values.end())
                values.push_back(to_text(coerced(param, *value)));
        }
        dimension_.values = std::move(values);
        return good;
    }

    bool check_range(const ParamSpec& param) {
        const std::string& key = dimension_.key;
        if (param.type != ParamType::integer && param.type != ParamType::real) {
            problem(key, quoted(key) + " is not a number, so it has no range.", "List its values with --grid.");
            return false;
        }
        if (spec_.kind == SearchKind::grid) {
            problem(key, "A grid has no ranges, and one is given for " + quoted(key) + ".",
                    "Add --random with the number of draws, or list the values with --grid.");
            return false;
        }
        const auto low = value_of(param, dimension_.low), high = value_of(param, dimension_.high);
        if (!low || !high) return false;
        dimension_.whole = param.type == ParamType::integer;
        dimension_.low = to_text(*low);
        dimension_.high = to_text(*high);
        if (dimension_.scale == SearchScale::declared)
            dimension_.scale = param.log_scale && number(*low) > 0 ? SearchScale::logarithmic : SearchScale::linear;
        if (number(*low) > number(*high)) {
            problem(key, "The range of " + quoted(key) + " begins above its end.", "Give the smaller number first.");
            return false;
        }
        if (dimension_.scale == SearchScale::logarithmic && !(number(*low) > 0)) {
            problem(key, "The logarithmic range of " + quoted(key) + " does not begin above 0.",
                    "Begin with a small number, or leave :log out.");
            return false;
        }
        return true;
    }

    const Registry& registry_;
    const SearchSpec& spec_;
    SearchDimension& dimension_;
    std::vector<Problem>& problems_;
};

}  // namespace

bool trains(const std::string& task, Stage stage) {
    return task == task_train_pipeline ||
           task == (stage == Stage::retrieval ? task_train_retrieval : task_train_rerank);
}

bool check_dimensions(const Registry& registry, SearchSpec& spec, std::vector<Problem>& problems,
                      std::map<std::string, std::string>& first_values) {
    if (spec.dimensions.empty()) {
        problems.push_back({"search.grid", "Nothing is searched.",
                            "Name a setting and its values: --grid retrieval.lr=0.001,0.0001."});
        return false;
    }
    bool sound = true;
    std::set<std::string> seen;
    for (SearchDimension& dimension : spec.dimensions) {
        const bool good = DimensionCheck(registry, spec, dimension, problems).check();
        sound = sound && good;
        if (!seen.insert(dimension.key).second) {
            problems.push_back({dimension.key, quoted(dimension.key) + " is searched twice.", "Name it once."});
            sound = false;
        }
        if (good) first_values[dimension.key] = dimension.values.empty() ? dimension.low : dimension.values.front();
    }
    return sound;
}

}  // namespace wb::search_detail
