// The report of an import as it is stored with a prepared dataset. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/stored_report.h"

#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

std::int64_t number(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? found->get<std::int64_t>() : 0;
}

std::string text(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

QString words(const json& object, const char* key) {
    return QString::fromStdString(text(object, key));
}

/// The elements of a list that are objects; nothing where there is no such list.
template <class Use>
void forEachObject(const json& object, const char* key, Use use) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_array()) return;
    for (const auto& element : *found)
        if (element.is_object()) use(element);
}

QStringList lines(const json& object, const char* key) {
    QStringList list;
    const auto found = object.find(key);
    if (found == object.end() || !found->is_array()) return list;
    for (const auto& element : *found)
        if (element.is_string()) list << QString::fromStdString(element.get<std::string>());
    return list;
}

StoredReport::Finding::Severity severityFrom(const std::string& name) {
    using Severity = StoredReport::Finding::Severity;
    return name == "good" ? Severity::good : name == "warning" ? Severity::warning : Severity::notice;
}

}  // namespace

StoredReport readStoredReport(const std::string& text_) {
    StoredReport report;
    const json document = json::parse(text_, nullptr, false);
    if (!document.is_object()) return report;
    report.format = words(document, "format");
    report.linesRead = number(document, "lines_read");
    report.linesRefused = number(document, "lines_refused");
    report.duplicatePairs = number(document, "duplicate_pairs");
    report.tiedInteractions = number(document, "tied_interactions");
    report.usersTiedAtSplit = number(document, "users_tied_at_split");
    forEachObject(document, "first_refused", [&](const json& line) {
        report.firstRefused.push_back(
            {text(line, "file"), number(line, "line"), text(line, "reason"), text(line, "text")});
    });
    forEachObject(document, "steps", [&](const json& step) {
        report.steps.push_back(
            {text(step, "step"), number(step, "users"), number(step, "items"), number(step, "interactions")});
    });
    forEachObject(document, "timeline", [&](const json& month) {
        report.timeline.push_back({words(month, "month"), number(month, "count")});
    });
    forEachObject(document, "findings", [&](const json& finding) {
        report.findings.push_back({severityFrom(text(finding, "severity")), words(finding, "code"),
                                   words(finding, "text"), words(finding, "advice"), lines(finding, "examples")});
    });
    if (const auto digests = document.find("digests"); digests != document.end() && digests->is_object())
        for (const auto& [file, digest] : digests->items())
            if (digest.is_string())
                report.digests.append(
                    {QString::fromStdString(file), QString::fromStdString(digest.get<std::string>())});
    report.notes = lines(document, "notes");
    return report;
}
