// The only file that includes the flag library. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>

namespace wb::cli {

namespace {

constexpr int help_width = 34;

std::string joined(const std::vector<std::string>& parts, const std::string& between) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
    return text;
}

std::size_t edit_distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

bool is_truth_word(const std::string& text) {
    static const std::set<std::string> words{"true", "false", "on", "off", "yes", "no", "1", "0"};
    return words.count(text) > 0;
}

}  // namespace

struct Arguments::Impl {
    std::unique_ptr<CLI::App> owned;  ///< of the root
    CLI::App* app = nullptr;
    std::vector<std::unique_ptr<Arguments>> children;
    std::set<std::string> switches;  ///< flags that may be followed by true or false
    std::function<int()> run;
    std::function<std::string(const std::string&)> explain;
    std::string path;  ///< "rerank runs list"

    void describe(CLI::Option* option, const FlagHelp& help) const {
        if (!help.group.empty()) option->group(help.group);
        option->type_name(help.value.empty() ? "TEXT" : help.value);
        if (!help.default_text.empty()) option->default_str(help.default_text);
    }
    Impl* find(CLI::App* wanted) {
        if (app == wanted) return this;
        for (const auto& child : children)
            if (Impl* found = child->impl_->find(wanted)) return found;
        return nullptr;
    }
    /// The deepest command that was named.
    Impl* chosen() {
        CLI::App* at = app;
        while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
        return find(at);
    }
    std::string help() const {
        return app->help(path.substr(0, path.rfind(' ') == std::string::npos ? 0 : path.rfind(' ')));
    }
    std::vector<std::string> flag_names() const {
        std::vector<std::string> names;
        for (const CLI::Option* option : app->get_options())
            for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
        return names;
    }
    void set_up() const {
        app->get_formatter()->column_width(help_width);
        app->set_help_flag("-h,--help", "Print this help and exit");
        app->option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    }
};

Arguments::Arguments(const std::string& program, const std::string& doc) : impl_(std::make_unique<Impl>()) {
    impl_->owned = std::make_unique<CLI::App>(doc, program);
    impl_->app = impl_->owned.get();
    impl_->path = program;
    impl_->set_up();
}
Arguments::Arguments(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Arguments::~Arguments() = default;

Arguments& Arguments::command(const std::string& name, const std::string& doc) {
    auto child = std::make_unique<Impl>();
    child->app = impl_->app->add_subcommand(name, doc);
    child->path = impl_->path + " " + name;
    child->set_up();
    impl_->children.push_back(std::unique_ptr<Arguments>(new Arguments(std::move(child))));
    return *impl_->children.back();
}

void Arguments::text(const std::vector<std::string>& flags, std::string& target, const FlagHelp& help) {
    impl_->describe(impl_->app->add_option(joined(flags, ","), target, help.doc), help);
}

void Arguments::texts(const std::vector<std::string>& flags, std::vector<std::string>& target, const FlagHelp& help) {
    CLI::Option* option = impl_->app->add_option(joined(flags, ","), target, help.doc);
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->expected(1, -1);
    impl_->describe(option, help);
}

void Arguments::flag(const std::vector<std::string>& flags, bool& target, const FlagHelp& help) {
    CLI::Option* option = impl_->app->add_flag(joined(flags, ","), target, help.doc);
    if (!help.group.empty()) option->group(help.group);
    impl_->switches.insert(flags.begin(), flags.end());
}

void Arguments::receive(const std::vector<std::string>& flags, std::function<void(const std::string&)> take,
                        const FlagHelp& help) {
    CLI::Option* option = impl_->app->add_option_function<std::string>(joined(flags, ","), std::move(take), help.doc);
    impl_->describe(option, help);
}

void Arguments::receive_switch(const std::vector<std::string>& flags, std::function<void(bool)> take,
                               const FlagHelp& help) {
    std::string names = joined(flags, ",");
    if (flags.front().rfind("--", 0) == 0) names += ",!--no-" + flags.front().substr(2);
    CLI::Option* option = impl_->app->add_flag_function(
        names, [take = std::move(take)](std::int64_t count) { take(count > 0); },
        help.doc + (help.default_text.empty() ? "" : " [" + help.default_text + "]"));
    if (!help.group.empty()) option->group(help.group);
    impl_->switches.insert(flags.begin(), flags.end());
}

void Arguments::positional(const std::string& name, std::string& target, const std::string& doc) {
    impl_->app->add_option(name, target, doc)->required();
}

void Arguments::positionals(const std::string& name, std::vector<std::string>& target, const std::string& doc) {
    CLI::Option* option = impl_->app->add_option(name, target, doc);
    option->required()->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->expected(1, -1);
}

void Arguments::optional_positional(const std::string& name, std::vector<std::string>& target,
                                    const std::string& doc) {
    impl_->app->add_option(name, target, doc)->expected(0, 1);
}

void Arguments::epilogue(const std::string& text) {
    impl_->app->footer(text);
}

void Arguments::action(std::function<int()> run) {
    impl_->run = std::move(run);
}

void Arguments::explain_unknown(std::function<std::string(const std::string&)> explain) {
    impl_->explain = std::move(explain);
}

Arguments::Outcome Arguments::parse(std::vector<std::string> arguments) {
    // "--flag true" is one word for the library when joined by "=".
    std::set<std::string> switches, valued;
    const std::function<void(const Impl&)> collect = [&](const Impl& impl) {
        switches.insert(impl.switches.begin(), impl.switches.end());
        for (const CLI::Option* option : impl.app->get_options())
            for (const std::string& name : option->get_lnames())
                if (option->get_items_expected_min() > 0) valued.insert("--" + name);
        for (const auto& child : impl.children) collect(*child->impl_);
    };
    collect(*impl_);
    // The library would take the next flag as the value.
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (!valued.count(arguments[i])) continue;
        const bool last = i + 1 == arguments.size();
        if (!last && !switches.count(arguments[i + 1]) && !valued.count(arguments[i + 1])) continue;
        Outcome wrong;
        wrong.command = impl_->path;
        wrong.error = arguments[i] + " needs a value" + (last ? "." : ", and " + arguments[i + 1] + " follows.");
        return wrong;
    }
    for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
        if (!switches.count(arguments[i]) || !is_truth_word(arguments[i + 1])) continue;
        arguments[i] += "=" + arguments[i + 1];
        arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }

    Outcome outcome;
    outcome.command = impl_->path;
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        impl_->app->parse(reversed);
    } catch (const CLI::CallForHelp&) {
        Impl* chosen = impl_->chosen();
        // "rerank nosuch --help" asks about a command that is not there, not about all of them.
        if (chosen == impl_.get() && !arguments.empty() && arguments.front().rfind("-", 0) != 0) {
            std::vector<std::string> known;
            for (const auto& child : impl_->children) known.push_back(child->impl_->app->get_name());
            outcome.error = "\"" + outcome.command + "\" has no command \"" + arguments.front() + "\".";
            const std::vector<std::string> close = close_matches(arguments.front(), known);
            if (!close.empty()) outcome.error += " Did you mean " + joined(close, " or ") + "?";
            outcome.error += " \"" + outcome.command + " --help\" lists them.";
            return outcome;
        }
        outcome.command = chosen->path;
        outcome.text = chosen->help();
        return outcome;
    } catch (const CLI::ExtrasError&) {
        Impl* chosen = impl_->chosen();
        outcome.command = chosen->path;
        std::vector<std::string> extras = impl_->app->remaining(true);
        const auto flag = std::find_if(extras.begin(), extras.end(),
                                       [](const std::string& word) { return word.rfind("-", 0) == 0; });
        std::string word = flag != extras.end() ? *flag : extras.empty() ? std::string() : extras.front();
        word = word.substr(0, word.find('='));
        std::vector<std::string> known;
        if (flag != extras.end()) {
            known = chosen->flag_names();
            outcome.error = "\"" + outcome.command + "\" has no flag " + word + ".";
            if (const std::string why = chosen->explain ? chosen->explain(word) : ""; !why.empty())
                outcome.error += " " + why;
        } else {
            for (const auto& child : chosen->children) known.push_back(child->impl_->app->get_name());
            outcome.error = chosen->children.empty()
                                ? "\"" + word + "\" was not expected after \"" + outcome.command + "\"."
                                : "\"" + outcome.command + "\" has no command \"" + word + "\".";
        }
        const std::vector<std::string> close = close_matches(word, known);
        if (!close.empty()) outcome.error += " Did you mean " + joined(close, " or ") + "?";
        outcome.error += " \"" + outcome.command + " --help\" lists them.";
        return outcome;
    } catch (const CLI::ParseError& error) {
        Impl* chosen = impl_->chosen();
        outcome.command = chosen->path;
        outcome.error = std::string(error.what()) + ". \"" + outcome.command + " --help\" lists what there is.";
        return outcome;
    }
    Impl* chosen = impl_->chosen();
    outcome.command = chosen->path;
    outcome.action = chosen->run;
    if (!chosen->run) outcome.error = "\"" + outcome.command + "\" needs a command behind it.\n\n" + chosen->help();
    return outcome;
}

std::vector<std::string> dashed(std::vector<std::string> arguments) {
    for (std::string& argument : arguments) {
        if (argument == "--") break;
        if (argument.rfind("--", 0) != 0) continue;
        const auto end =
            argument.begin() + static_cast<std::ptrdiff_t>(std::min(argument.find('='), argument.size()));
        std::replace(argument.begin(), end, '_', '-');
    }
    return arguments;
}

std::string value_of(const std::vector<std::string>& arguments, const std::string& flag) {
    std::string value;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == flag && i + 1 < arguments.size()) value = arguments[i + 1];
        if (arguments[i].rfind(flag + "=", 0) == 0) value = arguments[i].substr(flag.size() + 1);
    }
    return value;
}

bool has_flag(const std::vector<std::string>& arguments, const std::string& flag) {
    return std::any_of(arguments.begin(), arguments.end(), [&](const std::string& argument) {
        return argument == flag || argument.rfind(flag + "=", 0) == 0;
    });
}

std::vector<std::string> close_matches(const std::string& word, const std::vector<std::string>& known) {
    std::vector<std::pair<std::size_t, std::string>> scored;
    for (const std::string& name : known) {
        const bool inside =
            word.size() > 4 && (name.find(word) != std::string::npos || word.find(name) != std::string::npos);
        const std::size_t distance = inside ? 1 : edit_distance(word, name);
        if (distance <= std::max<std::size_t>(2, std::max(word.size(), name.size()) / 3))
            scored.emplace_back(distance, name);
    }
    std::stable_sort(scored.begin(), scored.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> names;
    for (const auto& [distance, name] : scored)
        if (names.size() < 3) names.push_back(name);
    return names;
}

}  // namespace wb::cli
