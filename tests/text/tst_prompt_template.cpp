// The wording of prompts: places that are filled, and files that are refused.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>

#include "error_text.h"
#include "text/prompt_template.h"

using namespace wb;

namespace {

std::string double_quoted(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

const std::string good = double_quoted(
    "{'title':'T','chat':false,'text':['H {history}','C {candidates} ({labels})'],'history_line':'{number}: {text}',"
    "'candidate_line':'{label}) {text}','between_lines':'; ','no_history':'none'}");

std::string changed(const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
}

}  // namespace

class TestPromptTemplate : public QObject {
    Q_OBJECT

  private slots:
    void fills() {
        const auto t = parse_prompt_template("t", good);
        const std::vector<std::string> past{"x", "y"}, list{"p", "q", "r"};
        QCOMPARE(t.fill(past, list), std::string("H 1: x; 2: y\nC A) p; B) q; C) r (A-C)"));
        QCOMPARE(t.fill({}, list), std::string("H none\nC A) p; B) q; C) r (A-C)"));
    }

    /// A title must not be able to bring the list in again.
    void bracesInTitlesStay() {
        const auto t = parse_prompt_template("t", good);
        const std::vector<std::string> past{"{candidates} {text}"}, list{"{labels}", "{label}"};
        QCOMPARE(t.fill(past, list), std::string("H 1: {candidates} {text}\nC A) {labels}; B) {label} (A-B)"));
    }

    void builtInOnes() {
        QVERIFY(find_prompt_template("project"));
        QVERIFY(find_prompt_template("project")->chat);
        QVERIFY(find_prompt_template("llamarec"));
        QVERIFY(!find_prompt_template("llamarec")->chat);
        QVERIFY(find_prompt_template("llamarec")->text.ends_with("\n"));  // the letter stands behind a line end
        QVERIFY(!find_prompt_template("nobody"));
        const std::vector<std::string> list(52, "x");
        for (const auto& t : prompt_templates()) {
            const auto text = t.fill({}, list);
            QVERIFY2(text.find("z") != std::string::npos && text.find(t.no_history) != std::string::npos,
                     t.id.c_str());
        }
        QVERIFY(find_prompt_template("project")->fill({}, list).ends_with("Answer with only one letter (A-Z, a-z)."));
    }

    void refusals_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& json, const char* says) {
            QTest::newRow(name) << QString::fromStdString(json) << QString(says);
        };
        row("no JSON", "nothing", "no JSON object");
        row("unknown key", changed("\"title\"", "\"titel\""), "unknown key \"titel\"");
        row("no history", changed("{history}", "history"), "must hold {history} exactly once");
        row("candidates twice", changed("H {history}", "{candidates} {history}"), "{candidates} exactly once");
        row("no label", changed("{label})", ")"), "must hold {label} exactly once");
        row("chat is text", changed("false", "nothing"), "no JSON object");
        row("chat is a number", changed("false", "0"), "neither true nor false");
        row("text is no list", changed(double_quoted("['H {history}','C {candidates} ({labels})']"), "\"x\""),
            "list of lines");
        row("missing", changed(",\"no_history\":\"none\"", ""), "\"no_history\" is no text");
    }
    void refusals() {
        QFETCH(QString, json);
        QFETCH(QString, says);
        const auto error = error_of([&] { parse_prompt_template("t", json.toStdString()); });
        QVERIFY2(error.find(says.toStdString()) != std::string::npos, error.c_str());
    }
};

QTEST_APPLESS_MAIN(TestPromptTemplate)
#include "tst_prompt_template.moc"
