// What several tests of the experiment room share.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/config.h"

/// A request that runs this method alone.
inline wb::ExperimentRequest request_for(const wb::MethodSpec& spec) {
    wb::ExperimentRequest request;
    const bool first = spec.stage == wb::Stage::retrieval;
    request.task = first ? wb::task_train_retrieval : wb::task_train_rerank;
    (first ? request.retrieval_method : request.rerank_method) = spec.id;
    return request;
}

/// A value that is allowed and not the default, as text; the default's text where there is no other.
inline std::string other_value(const wb::ParamSpec& spec) {
    switch (spec.type) {
        case wb::ParamType::boolean:
            return std::get<bool>(spec.default_value) ? "false" : "true";
        case wb::ParamType::choice:
            for (const wb::Choice& choice : spec.choices)
                if (choice.id != std::get<std::string>(spec.default_value)) return choice.id;
            return wb::to_text(spec.default_value);
        case wb::ParamType::text:
            return "another text";
        case wb::ParamType::integer: {
            // Twice the default keeps rules of divisibility; else a neighbour.
            const auto value = std::get<std::int64_t>(spec.default_value);
            for (const std::int64_t next : {2 * value, value + 1, value - 1})
                if (next != value && !wb::check_value(spec, next)) return std::to_string(next);
            return wb::to_text(spec.default_value);
        }
        case wb::ParamType::real: {
            const wb::ParamValue value = wb::coerced(spec, spec.default_value);
            for (const double next : {std::get<double>(value) * 0.73, std::get<double>(value) + 0.001})
                if (next != std::get<double>(value) && !wb::check_value(spec, next)) return wb::to_text(next);
            return wb::to_text(spec.default_value);
        }
    }
    return {};
}

/// Reads a line of command_line_of back, as the command line does: words to flags to keys.
inline wb::ExperimentRequest request_from_line(const wb::Registry& registry, const std::string& line) {
    std::vector<std::string> words{""};
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == ' ') {
            words.emplace_back();
        } else if (line[i] == '\'') {
            for (++i; i < line.size() && line[i] != '\''; ++i) words.back() += line[i];
        } else {
            words.back() += line[i];
        }
    }
    wb::ExperimentRequest request;
    request.task = words.at(1);
    const auto value_of = [&](std::size_t& i) {
        const std::size_t equals = words[i].find('=');
        return equals == std::string::npos ? words.at(++i) : words[i].substr(equals + 1);
    };
    for (std::size_t i = 2; i < words.size(); ++i) {
        const std::string flag = words[i].substr(0, words[i].find('='));
        const std::string value = value_of(i);
        if (flag == "--retrieval-method") request.retrieval_method = value;
        if (flag == "--rerank-method") request.rerank_method = value;
        if (flag == "--retrieval-preset") request.retrieval_preset = value;
        if (flag == "--rerank-preset") request.rerank_preset = value;
        const auto look = [&](const std::string& section, const wb::ParamSpec& spec,
                              const std::vector<std::string>& flags) {
            for (const std::string& one : flags)
                if (one == flag) request.values[section + "." + spec.key] = value;
        };
        for (const wb::MethodSpec& method : registry.methods())
            for (const wb::ParamSpec& spec : method.params)
                look(std::string(wb::stage_name(method.stage)), spec, wb::flags_of(method.stage, spec));
        for (const wb::ParamSpec& spec : wb::data_params()) look("data", spec, wb::flags_of(spec));
        for (const wb::ParamSpec& spec : wb::candidate_params()) look("candidates", spec, wb::flags_of(spec));
        for (const wb::ParamSpec& spec : wb::job_params()) look("job", spec, wb::flags_of(spec));
    }
    return request;
}
