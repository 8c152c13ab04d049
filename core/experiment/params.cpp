// Declaring, printing, reading and checking one parameter. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/params.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>

namespace wb {

namespace {

ParamSpec make(std::string key, ParamType type, ParamValue value) {
    ParamSpec spec;
    spec.key = std::move(key);
    spec.type = type;
    spec.default_value = std::move(value);
    return spec;
}

std::string number_text(double value) {
    char buffer[40];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
    return error == std::errc() ? std::string(buffer, end) : "nan";
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

/// Lower case with underscores, as choices are stored; people type dashes as well.
std::string folded(std::string_view text) {
    std::string result = lower(text);
    std::replace(result.begin(), result.end(), '-', '_');
    return result;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

template <class Number>
std::optional<Number> read_number(std::string_view text) {
    if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_utf8(const std::string& text) {
    try {
        (void)nlohmann::json(text).dump();
        return true;
    } catch (const nlohmann::json::exception&) {
        return false;
    }
}

std::string label(const ParamSpec& spec) {
    return spec.title.empty() ? spec.key : spec.title + " (" + spec.key + ")";
}

Problem refused(const ParamSpec& spec, std::string_view given) {
    return {spec.key, label(spec) + " must be " + expectation(spec) + ", not \"" + std::string(given) + "\".",
            "Give " + expectation(spec) + "; the default is " + to_text(spec.default_value) + "."};
}

std::string bound_text(const ParamSpec& spec, double bound) {
    if (spec.type == ParamType::integer) return std::to_string(static_cast<std::int64_t>(bound));
    return number_text(bound);
}

bool in_range(const ParamSpec& spec, double value) {
    return !(spec.min && value < *spec.min) && !(spec.max && value > *spec.max);
}

template <class T>
const T& get(const Settings& settings, std::string_view key) {
    const auto found = settings.find(key);
    if (found == settings.end()) throw std::logic_error("no setting \"" + std::string(key) + "\"");
    if (const T* value = std::get_if<T>(&found->second)) return *value;
    throw std::logic_error("the setting \"" + std::string(key) + "\" is of another type");
}

}  // namespace

ParamSpec ParamSpec::boolean(std::string key, bool value) {
    return make(std::move(key), ParamType::boolean, value);
}
ParamSpec ParamSpec::integer(std::string key, std::int64_t value) {
    return make(std::move(key), ParamType::integer, value);
}
ParamSpec ParamSpec::real(std::string key, double value) {
    return make(std::move(key), ParamType::real, value);
}
ParamSpec ParamSpec::choice(std::string key, std::string value, std::vector<Choice> choices) {
    ParamSpec spec = make(std::move(key), ParamType::choice, std::move(value));
    spec.choices = std::move(choices);
    return spec;
}
ParamSpec ParamSpec::string(std::string key, std::string value) {
    return make(std::move(key), ParamType::text, std::move(value));
}
ParamSpec& ParamSpec::named(std::string title_text) {
    return title = std::move(title_text), *this;
}
ParamSpec& ParamSpec::help(std::string doc_text) {
    return doc = std::move(doc_text), *this;
}
ParamSpec& ParamSpec::range(double low, double high) {
    return min = low, max = high, *this;
}
ParamSpec& ParamSpec::at_least(double low) {
    return min = low, *this;
}
ParamSpec& ParamSpec::in_group(std::string group_title) {
    return group = std::move(group_title), *this;
}
ParamSpec& ParamSpec::with_unit(std::string unit_text) {
    return unit = std::move(unit_text), *this;
}
ParamSpec& ParamSpec::flag(std::string spelling) {
    return flags.push_back(std::move(spelling)), *this;
}
ParamSpec& ParamSpec::alias(std::string old_key) {
    return aliases.push_back(std::move(old_key)), *this;
}

ParamSpec& ParamSpec::reads(std::string name, std::string meaning) {
    other_values.emplace_back(std::move(name), std::move(meaning));
    return *this;
}
ParamSpec& ParamSpec::only_when(std::string condition) {
    return visible_when = std::move(condition), *this;
}
ParamSpec& ParamSpec::logarithmic() {
    return log_scale = true, *this;
}
ParamSpec& ParamSpec::expert() {
    return advanced = true, *this;
}
ParamSpec& ParamSpec::stepped(double by) {
    return step = by, *this;
}

std::string to_text(const ParamValue& value) {
    struct Printer {
        std::string operator()(bool v) const { return v ? "true" : "false"; }
        std::string operator()(std::int64_t v) const { return std::to_string(v); }
        std::string operator()(double v) const { return number_text(v); }
        std::string operator()(const std::string& v) const { return v; }
    };
    return std::visit(Printer{}, value);
}

std::string expectation(const ParamSpec& spec) {
    switch (spec.type) {
        case ParamType::boolean:
            return "true or false";
        case ParamType::text:
            return "a text";
        case ParamType::choice: {
            std::string text = "one of ";
            for (std::size_t i = 0; i < spec.choices.size(); ++i) text += (i ? ", " : "") + spec.choices[i].id;
            return text;
        }
        case ParamType::integer:
        case ParamType::real:
            break;
    }
    std::string text = spec.type == ParamType::integer ? "a whole number" : "a number";
    if (spec.min && spec.max)
        return text + " from " + bound_text(spec, *spec.min) + " to " + bound_text(spec, *spec.max);
    if (spec.min) return text + " of at least " + bound_text(spec, *spec.min);
    if (spec.max) return text + " of at most " + bound_text(spec, *spec.max);
    return text;
}

std::optional<ParamValue> parse_value(const ParamSpec& spec, std::string_view text, Problem& problem) {
    std::optional<ParamValue> value;
    std::string_view bare = trimmed(text);
    for (const auto& [name, meaning] : spec.other_values)
        if (name == folded(bare)) bare = meaning;
    switch (spec.type) {
        case ParamType::boolean: {
            const std::string word = lower(bare);
            if (word == "true" || word == "yes" || word == "on" || word == "1") value = true;
            if (word == "false" || word == "no" || word == "off" || word == "0") value = false;
            break;
        }
        case ParamType::integer:
            if (const auto number = read_number<std::int64_t>(bare)) value = *number;
            break;
        case ParamType::real:
            if (const auto number = read_number<double>(bare)) value = *number;
            break;
        case ParamType::choice:
            for (const Choice& choice : spec.choices)
                if (folded(choice.id) == folded(bare)) value = choice.id;
            break;
        case ParamType::text:
            value = std::string(text);
            break;
    }
    if (!value) {
        problem = refused(spec, text);
        return std::nullopt;
    }
    if (const auto found = check_value(spec, *value)) {
        problem = *found;
        return std::nullopt;
    }
    return value;
}

std::optional<Problem> check_value(const ParamSpec& spec, const ParamValue& value) {
    const auto refuse = [&] { return refused(spec, to_text(value)); };
    switch (spec.type) {
        case ParamType::boolean:
            return std::holds_alternative<bool>(value) ? std::nullopt : std::optional(refuse());
        case ParamType::integer: {
            const auto* number = std::get_if<std::int64_t>(&value);
            return number && in_range(spec, static_cast<double>(*number)) ? std::nullopt : std::optional(refuse());
        }
        case ParamType::real: {
            double number = std::nan("");
            if (const auto* real_value = std::get_if<double>(&value)) number = *real_value;
            if (const auto* whole = std::get_if<std::int64_t>(&value)) number = static_cast<double>(*whole);
            return std::isfinite(number) && in_range(spec, number) ? std::nullopt : std::optional(refuse());
        }
        case ParamType::choice: {
            const auto* id = std::get_if<std::string>(&value);
            for (const Choice& choice : spec.choices)
                if (id && choice.id == *id) return std::nullopt;
            return refuse();
        }
        case ParamType::text: {
            const auto* words = std::get_if<std::string>(&value);
            if (!words) return refuse();
            if (words->find('\0') != std::string::npos || !is_utf8(*words))
                return Problem{spec.key, label(spec) + " is not a valid UTF-8 text.", "Give it in UTF-8."};
            return std::nullopt;
        }
    }
    return std::nullopt;
}

ParamValue coerced(const ParamSpec& spec, ParamValue value) {
    if (spec.type == ParamType::real)
        if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    return value;
}

bool applies(const ParamSpec& spec, const Settings& settings) {
    if (spec.visible_when.empty()) return true;
    const std::string_view condition = spec.visible_when;
    const std::size_t equals = condition.find('=');
    if (equals == std::string_view::npos) throw std::logic_error("visible_when of \"" + spec.key + "\" has no \"=\"");
    const auto found = settings.find(condition.substr(0, equals));
    if (found == settings.end()) return false;
    const std::string actual = to_text(found->second);
    std::string_view rest = condition.substr(equals + 1);
    for (;;) {
        const std::size_t bar = rest.find('|');
        if (rest.substr(0, bar) == actual) return true;
        if (bar == std::string_view::npos) return false;
        rest.remove_prefix(bar + 1);
    }
}

std::string nearest_word(std::string_view word, const std::vector<std::string>& known) {
    const std::string a = folded(word.substr(0, 64));
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(1, a.size() / 3) + 1;
    for (const std::string& candidate : known) {
        const std::string b = folded(candidate);
        std::vector<std::size_t> row(b.size() + 1);  // edit distance, one row at a time
        std::iota(row.begin(), row.end(), std::size_t{0});
        for (std::size_t i = 1; i <= a.size(); ++i) {
            std::size_t diagonal = row[0];
            row[0] = i;
            for (std::size_t j = 1; j <= b.size(); ++j) {
                const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
            }
        }
        if (row[b.size()] < best_distance) {
            best_distance = row[b.size()];
            best = candidate;
        }
    }
    return best;
}

bool get_bool(const Settings& settings, std::string_view key) {
    return get<bool>(settings, key);
}
std::int64_t get_int(const Settings& settings, std::string_view key) {
    return get<std::int64_t>(settings, key);
}
double get_real(const Settings& settings, std::string_view key) {
    return get<double>(settings, key);
}
const std::string& get_text(const Settings& settings, std::string_view key) {
    return get<std::string>(settings, key);
}

}  // namespace wb
