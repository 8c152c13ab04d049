// One parameter, declared once: flags, help, form, validation, stored config and manual come from it. Layer:
// experiment. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "foundation/error.h"
#include "foundation/translation.h"

namespace wb {

enum class ParamType { boolean, integer, real, choice, text };

using ParamValue = std::variant<bool, std::int64_t, double, std::string>;
/// Values of one section of a config by key; always complete after resolve().
using Settings = std::map<std::string, ParamValue, std::less<>>;

struct Choice {
    std::string id, title, doc;
};

struct ParamSpec {
    std::string key;  ///< snake_case, stable: stored configs use it
    ParamType type = ParamType::integer;
    ParamValue default_value;
    std::string title, doc, unit;
    std::string group;  ///< heading in the form: "Training", "Model", ...
    std::optional<double> min, max;
    double step = 0;  ///< of a spin box; 0 = by type
    bool log_scale = false, advanced = false;
    std::vector<Choice> choices;
    std::vector<std::string> flags;  ///< extra spellings of the flag without dashes in front ("batch-size-retrieval")
    std::vector<std::string> aliases;  ///< old keys still read from stored configs
    std::vector<std::pair<std::string, std::string>>
        other_values;          ///< a name that is read, the value that it means; not for texts
    std::string visible_when;  ///< "key=value": shown and used only then; empty = always

    // Declaration in one expression: ParamSpec::real("lr", 1e-3).title(...).range(0, 1).help(...)
    static ParamSpec boolean(std::string key, bool value);
    static ParamSpec integer(std::string key, std::int64_t value);
    static ParamSpec real(std::string key, double value);
    static ParamSpec choice(std::string key, std::string value, std::vector<Choice> choices);
    static ParamSpec string(std::string key, std::string value);
    ParamSpec& named(std::string title_text);
    ParamSpec& help(std::string doc_text);
    ParamSpec& range(double low, double high);
    ParamSpec& at_least(double low);
    ParamSpec& in_group(std::string group_title);
    ParamSpec& with_unit(std::string unit_text);
    ParamSpec& flag(std::string spelling);
    ParamSpec& alias(std::string old_key);
    ParamSpec& reads(std::string name, std::string meaning);
    ParamSpec& only_when(std::string condition);
    ParamSpec& logarithmic();
    ParamSpec& expert();
    ParamSpec& stepped(double by);
};

/// "0.001", "true", "lrurec": what a flag, a form field and the manual show. Reals round-trip exactly.
std::string to_text(const ParamValue& value);
/// Reads text as the parameter's type and checks range and choices. On failure returns the problem's sentences in
/// `problem`.
std::optional<ParamValue> parse_value(const ParamSpec& spec, std::string_view text, Problem& problem);
/// Type, range and choice of a value already typed. (An integer is accepted for a real.)
std::optional<Problem> check_value(const ParamSpec& spec, const ParamValue& value);
/// Whether visible_when ("key=value", or "key=one|other") holds in these settings.
bool applies(const ParamSpec& spec, const Settings& settings);

/// The value as the parameter's own type: an integer given for a real becomes a real.
ParamValue coerced(const ParamSpec& spec, ParamValue value);
/// "a whole number from 2 to 1000", "one of none, window, full": what a person may give.
std::string expectation(const ParamSpec& spec);
/// The word of `known` that was probably meant, or empty.
std::string nearest_word(std::string_view word, const std::vector<std::string>& known);

// Typed access; std::logic_error when the key is absent or of another type (a bug, since settings are resolved).
bool get_bool(const Settings& settings, std::string_view key);
std::int64_t get_int(const Settings& settings, std::string_view key);
double get_real(const Settings& settings, std::string_view key);
const std::string& get_text(const Settings& settings, std::string_view key);

}  // namespace wb
