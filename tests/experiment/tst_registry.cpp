// Every method: declaration -> flags -> request -> config -> JSON -> config -> request -> config; and its manual
// page. SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <fstream>
#include <set>

#include "experiment/config.h"
#include "experiment_helpers.h"
#include "foundation/files.h"

using namespace wb;

class TestRegistry : public QObject {
    Q_OBJECT
  private slots:
    void round_trip_data() {
        QTest::addColumn<int>("method");
        QTest::addColumn<bool>("changed");
        const auto& methods = builtin_methods().methods();
        QVERIFY(methods.size() >= 2);
        for (std::size_t i = 0; i < methods.size(); ++i) {
            QTest::addRow("%s, defaults", methods[i].id.c_str()) << static_cast<int>(i) << false;
            QTest::addRow("%s, every value changed", methods[i].id.c_str()) << static_cast<int>(i) << true;
        }
    }
    void round_trip() {
        QFETCH(int, method);
        QFETCH(bool, changed);
        const Registry& registry = builtin_methods();
        const MethodSpec& spec = registry.methods()[static_cast<std::size_t>(method)];
        ExperimentRequest request = request_for(spec);
        if (changed) {
            const auto change = [&](const std::string& section, const std::vector<ParamSpec>& params) {
                for (const ParamSpec& param : params) request.values[section + "." + param.key] = other_value(param);
            };
            change(std::string(stage_name(spec.stage)), spec.params);
            change("data", data_params());
            change("candidates", candidate_params());
            change("job", job_params());
            request.values["candidates.mode"] = "ground_truth";
            request.values.erase("rerank.hard_negative_ratio");  // needs a retriever
        }
        const Resolution first = resolve(registry, request);
        for (const Problem& p : first.problems) qWarning("%s: %s", p.key.c_str(), p.what.c_str());
        QVERIFY(first.config);

        const std::string line = command_line_of(registry, request);
        const Resolution by_flags = resolve(registry, request_from_line(registry, line));
        QVERIFY2(by_flags.config && *by_flags.config == *first.config, line.c_str());

        const std::string json = config_to_json(*first.config);
        const ExperimentConfig read = config_from_json(registry, json);
        QVERIFY(read == *first.config);
        QCOMPARE(config_to_json(read), json);
        QCOMPARE(config_hash(read), config_hash(*first.config));

        const ExperimentRequest again = request_from_config(read);
        const Resolution second = resolve(registry, again);
        QVERIFY(second.config);
        QVERIFY(*second.config == *first.config);
        QCOMPARE(command_line_of(registry, again), line);
        QVERIFY(config_differences({*first.config, *second.config}).empty());
        if (changed) {  // the walk really changed what it could
            const auto differences =
                config_differences({*first.config, *resolve(registry, request_for(spec)).config});
            QVERIFY(differences.size() > spec.params.size());
        }
    }

    void flags_of_published_scripts_have_a_place() {
        std::set<std::string> flags;
        for (const MethodSpec& spec : builtin_methods().methods())
            for (const ParamSpec& param : spec.params)
                for (const std::string& flag : flags_of(spec.stage, param)) flags.insert(flag);
        for (const auto* params : {&data_params(), &candidate_params(), &job_params()})
            for (const ParamSpec& param : *params)
                for (const std::string& flag : flags_of(param)) flags.insert(flag);
        for (const char* flag : {"--retrieval-epochs",
                                 "--retrieval-lr",
                                 "--batch-size-retrieval",
                                 "--retrieval-patience",
                                 "--rerank-epochs",
                                 "--rerank-lr",
                                 "--rerank-batch-size",
                                 "--rerank-patience",
                                 "--rerank-eval-candidates",
                                 "--retrieval-top-k",
                                 "--rerank-top-k",
                                 "--mode",
                                 "--rerank-mode",
                                 "--candidate-mode",
                                 "--dataset-code",
                                 "--min-rating",
                                 "--min-uc",
                                 "--min-sc",
                                 "--seed",
                                 "--device",
                                 "--threads"})
            QVERIFY2(flags.contains(flag), flag);
    }

    void every_parameter_is_described() {
        const auto check = [](const std::string& owner, const std::vector<ParamSpec>& params) {
            for (const ParamSpec& param : params) {
                QVERIFY2(!param.title.empty() && !param.group.empty(), (owner + "." + param.key).c_str());
                QVERIFY2(param.doc.size() > 15 && param.doc.back() == '.', (owner + "." + param.key).c_str());
                if (param.type == ParamType::integer) QVERIFY2(param.min, (owner + "." + param.key).c_str());
                for (const Choice& choice : param.choices) QVERIFY(!choice.title.empty() && !choice.doc.empty());
            }
        };
        for (const MethodSpec& spec : builtin_methods().methods()) {
            check(spec.id, spec.params);
            QVERIFY(!spec.doc.empty() && !spec.reference.empty() && !spec.presets.empty());
        }
        check("data", data_params());
        check("candidates", candidate_params());
        check("job", job_params());
    }

    void pages_are_up_to_date() {
        for (const MethodSpec& spec : builtin_methods().methods()) {
            const std::string file = std::string(WB_SOURCE_DIR) + "/docs/methods/" + spec.id + ".md";
            const std::string help = "docs/methods/" + spec.id +
                                     ".md differs from the declaration. Write it again: rerank methods --page " +
                                     spec.id + " > docs/methods/" + spec.id + ".md";
            QVERIFY2(fs::exists(file), help.c_str());
            if (qEnvironmentVariableIsSet("WB_WRITE_PAGES")) write_file_atomic(file, method_page(spec));
            QVERIFY2(read_file(file) == method_page(spec), help.c_str());
        }
    }

    void broken_declarations_are_refused_data() {
        QTest::addColumn<int>("fault");
        const char* names[] = {"id twice",
                               "key twice",
                               "alias is a key",
                               "flag twice",
                               "flag of a common parameter",
                               "default out of range",
                               "preset key unknown",
                               "preset value wrong",
                               "condition unknown",
                               "reserved key",
                               "flag of another key"};
        for (int i = 0; i < static_cast<int>(std::size(names)); ++i) QTest::newRow(names[i]) << i;
    }
    void broken_declarations_are_refused() {
        QFETCH(int, fault);
        Registry registry;
        register_builtin_methods(registry);
        MethodSpec spec;
        spec.id = fault == 0 ? "lrurec" : "fresh";
        spec.stage = Stage::retrieval;
        spec.params = {ParamSpec::integer("n", 5).range(1, 9).alias("m")};
        if (fault == 1) spec.params.push_back(ParamSpec::integer("n", 1));
        if (fault == 2) spec.params.push_back(ParamSpec::integer("m", 1));
        if (fault == 3) spec.params.push_back(ParamSpec::integer("k", 1).flag("retrieval-n"));
        if (fault == 4) spec.params.push_back(ParamSpec::integer("top_k", 1));
        if (fault == 5) spec.params.push_back(ParamSpec::integer("k", 10).range(1, 9));
        if (fault == 6) spec.presets = {{"p", "", "", {{"x", std::int64_t{1}}}, ""}};
        if (fault == 7) spec.presets = {{"p", "", "", {{"n", std::int64_t{77}}}, ""}};
        if (fault == 8) spec.params.push_back(ParamSpec::integer("k", 1).only_when("z=1"));
        if (fault == 9) spec.params.push_back(ParamSpec::integer("method", 1));
        if (fault == 10) spec.params.push_back(ParamSpec::integer("k", 1).flag("batch-size-retrieval"));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, registry.add(spec));
    }
};

QTEST_APPLESS_MAIN(TestRegistry)
#include "tst_registry.moc"
