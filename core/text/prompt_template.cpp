// Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/prompt_template.h"

#include <nlohmann/json.hpp>
#include <set>

#include "foundation/error.h"
#include "foundation/shown_text.h"
#include "text/answer_labels.h"

namespace wb {

namespace {

using nlohmann::json;
using Values = std::vector<std::pair<std::string_view, std::string_view>>;

/// One pass over the pattern, so that a value is never searched for places.
std::string filled(std::string_view pattern, const Values& values) {
    std::string out;
    for (std::size_t at = 0; at < pattern.size();) {
        const std::pair<std::string_view, std::string_view>* found = nullptr;
        if (pattern[at] == '{')
            for (const auto& value : values)
                if (pattern.substr(at).starts_with(value.first)) found = &value;
        if (found) {
            out += found->second;
            at += found->first.size();
        } else {
            out += pattern[at++];
        }
    }
    return out;
}

int count_of(std::string_view text, std::string_view place) {
    int n = 0;
    for (auto at = text.find(place); at != std::string_view::npos; at = text.find(place, at + place.size())) ++n;
    return n;
}

class Reader {
  public:
    Reader(const std::string& id, std::string_view text) : id_(id) {
        file_ = json::parse(text, nullptr, false);
        if (!file_.is_object()) refuse("It is no JSON object.");
        const std::set<std::string> known{"title",          "chat",          "text",      "history_line",
                                          "candidate_line", "between_lines", "no_history"};
        for (const auto& [key, value] : file_.items())
            if (!known.count(key)) refuse("It has the unknown key " + shown_text(key) + ".");
    }
    std::string text(const char* key) const {
        const auto found = file_.find(key);
        if (found == file_.end() || !found->is_string()) refuse("Its \"" + std::string(key) + "\" is no text.");
        return found->get<std::string>();
    }
    bool yes(const char* key) const {
        const auto found = file_.find(key);
        if (found == file_.end() || !found->is_boolean())
            refuse("Its \"" + std::string(key) + "\" is neither true nor false.");
        return found->get<bool>();
    }
    std::string lines(const char* key) const {
        const auto found = file_.find(key);
        if (found == file_.end() || !found->is_array() || found->empty())
            refuse("Its \"" + std::string(key) + "\" is no list of lines.");
        std::string all;
        for (const json& line : *found) {
            if (!line.is_string()) refuse("A line of its \"" + std::string(key) + "\" is no text.");
            all += (&line == &found->front() ? "" : "\n") + line.get<std::string>();
        }
        return all;
    }
    void need(const std::string& text, const char* key, std::string_view place) const {
        if (count_of(text, place) != 1)
            refuse("Its \"" + std::string(key) + "\" must hold " + std::string(place) + " exactly once.");
    }
    void allow(const std::string& text, const char* key, std::string_view place) const {
        if (count_of(text, place) > 1)
            refuse("Its \"" + std::string(key) + "\" may hold " + std::string(place) + " only once.");
    }

  private:
    [[noreturn]] void refuse(const std::string& why) const {
        throw UserError("The prompt template " + shown_text(id_) + " cannot be used.", why,
                        "Correct the file; the built-in templates are examples of its form.");
    }
    std::string id_;
    json file_;
};

}  // namespace

std::string PromptTemplate::fill(std::span<const std::string> history,
                                 std::span<const std::string> candidates) const {
    std::string past, list;
    for (std::size_t i = 0; i < history.size(); ++i)
        past += (i ? between_lines : "") +
                filled(history_line, {{"{number}", std::to_string(i + 1)}, {"{text}", history[i]}});
    const int n = static_cast<int>(candidates.size());
    const auto labels = label_names(n);
    for (std::size_t i = 0; i < candidates.size(); ++i)
        list +=
            (i ? between_lines : "") + filled(candidate_line, {{"{label}", labels[i]}, {"{text}", candidates[i]}});
    const std::string range = label_range(n);
    return filled(text,
                  {{"{history}", history.empty() ? no_history : past}, {"{candidates}", list}, {"{labels}", range}});
}

PromptTemplate parse_prompt_template(const std::string& id, std::string_view json) {
    const Reader file(id, json);
    PromptTemplate t;
    t.id = id;
    t.title = file.text("title");
    t.chat = file.yes("chat");
    t.text = file.lines("text");
    t.history_line = file.text("history_line");
    t.candidate_line = file.text("candidate_line");
    t.between_lines = file.text("between_lines");
    t.no_history = file.text("no_history");
    file.need(t.text, "text", "{history}");
    file.need(t.text, "text", "{candidates}");
    file.allow(t.text, "text", "{labels}");
    file.need(t.history_line, "history_line", "{text}");
    file.allow(t.history_line, "history_line", "{number}");
    file.need(t.candidate_line, "candidate_line", "{label}");
    file.need(t.candidate_line, "candidate_line", "{text}");
    return t;
}

const std::vector<PromptTemplate>& prompt_templates() {
    static const std::vector<PromptTemplate> all = [] {
        std::vector<PromptTemplate> templates;
        for (const auto& [name, text] : prompt_files()) templates.push_back(parse_prompt_template(name, text));
        return templates;
    }();
    return all;
}

const PromptTemplate* find_prompt_template(std::string_view id) {
    for (const PromptTemplate& t : prompt_templates())
        if (t.id == id) return &t;
    return nullptr;
}

}  // namespace wb
