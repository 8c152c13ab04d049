// "Add a method": one declaration, and flags, validation, stored config, command line, difference and manual page
// follow. SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "experiment/config.h"
#include "experiment_helpers.h"

using namespace wb;

namespace {
MethodSpec toy_method() {
    MethodSpec spec;
    spec.id = "toy";
    spec.title = "Toy reranker";
    spec.stage = Stage::rerank;
    spec.doc = "Adds a constant.";
    spec.needs.captions = true;
    spec.params = {
        ParamSpec::real("temperature", 1.5)
            .named("Temperature")
            .help("Divides the scores.")
            .range(0.1, 10)
            .in_group("Model"),
        ParamSpec::boolean("loud", false).named("Loud").help("Says more.").in_group("Model").alias("noisy"),
        ParamSpec::choice("kind", "plain", {{"plain", "Plain", "As it is."}, {"fancy", "Fancy", "With | bars."}})
            .named("Kind")
            .help("Which kind.")
            .in_group("Model")
            .flag("toy-kind"),
        ParamSpec::string("note", "").named("Note").help("Anything.").in_group("Text").only_when("kind=fancy"),
    };
    spec.presets = {{"hot", "Hot", "A high temperature.", {{"temperature", std::int64_t{9}}}, "Hot is hot."}};
    spec.check = [](MethodCheck& of) {
        if (get_bool(of.settings, "loud") && get_int(of.candidates, "rerank_eval_candidates") > 100)
            of.problems.push_back({"loud", "Too loud for long lists.", "Be quiet."});
    };
    return spec;
}
}  // namespace

class TestToyMethod : public QObject {
    Q_OBJECT
    Registry m_registry;
    ExperimentRequest m_request;

  private slots:
    void init() {
        m_registry = Registry();
        register_builtin_methods(m_registry);
        m_registry.add(toy_method());
        m_request = request_for(*m_registry.find(Stage::rerank, "toy"));
    }

    void flags() {
        const MethodSpec& spec = *m_registry.find(Stage::rerank, "toy");
        QCOMPARE(flags_of(spec.stage, *spec.find("temperature")), (std::vector<std::string>{"--rerank-temperature"}));
        QCOMPARE(flags_of(spec.stage, *spec.find("kind")), (std::vector<std::string>{"--rerank-kind", "--toy-kind"}));
        QCOMPARE(m_registry.of_stage(Stage::rerank).back()->id, std::string("toy"));
    }

    void validation() {
        m_request.values = {{"rerank.temperature", "11"}, {"rerank.loud", "maybe"}, {"rerank.kind", "odd"}};
        QCOMPARE(resolve(m_registry, m_request).problems.size(), std::size_t{3});
        m_request.values = {{"rerank.loud", "on"}, {"candidates.rerank_eval_candidates", "101"}};
        const Resolution got = resolve(m_registry, m_request);
        QCOMPARE(got.problems.size(), std::size_t{1});
        QCOMPARE(got.problems[0].key, std::string("rerank.loud"));
    }

    void preset_gives_reals_for_whole_numbers() {
        m_request.rerank_preset = "hot";
        const Resolution got = resolve(m_registry, m_request);
        QVERIFY(got.config);
        QCOMPARE(get_real(got.config->rerank->settings, "temperature"), 9.0);
        QCOMPARE(got.warnings.at(0).text, std::string("Hot is hot."));
    }

    void stored_config_and_aliases() {
        m_request.values = {{"rerank.noisy", "true"}, {"rerank.note", "a \"note\" with ünïcode"}};
        const Resolution got = resolve(m_registry, m_request);
        QVERIFY(got.config);
        QVERIFY(get_bool(got.config->rerank->settings, "loud"));
        std::string json = config_to_json(*got.config);
        QVERIFY(config_from_json(m_registry, json) == *got.config);
        const std::size_t at = json.find("\"loud\"");
        QVERIFY(at != std::string::npos);
        json.replace(at, 6, "\"noisy\"");
        QVERIFY(config_from_json(m_registry, json) == *got.config);
        m_request.values["rerank.loud"] = "false";
        QCOMPARE(resolve(m_registry, m_request).problems.size(), std::size_t{1});
    }

    void command_line_and_difference() {
        m_request.values = {{"rerank.noisy", "yes"}, {"rerank.kind", "fancy"}, {"rerank.note", "two words"}};
        const std::string line = command_line_of(m_registry, m_request);
        QCOMPARE(line, std::string("rerank train-rerank --dataset-code sample --rerank-method toy --rerank-loud=true "
                                   "--rerank-kind fancy --rerank-note 'two words'"));
        const auto config = resolve(m_registry, m_request).config;
        QVERIFY(config && *resolve(m_registry, request_from_line(m_registry, line)).config == *config);
        const auto plain = resolve(m_registry, request_for(toy_method())).config;
        const auto differences = config_differences({*plain, *config});
        QCOMPARE(differences.size(), std::size_t{3});
        QCOMPARE(differences[0].key, std::string("rerank.kind"));
    }

    void page() {
        const std::string page = method_page(toy_method());
        for (const char* part : {"# Toy reranker", "image captions", "`--rerank-temperature`", "`--toy-kind`",
                                 "With \\| bars.", "a number from 0.1 to 10", "--rerank-preset hot", "Hot is hot."})
            QVERIFY2(page.find(part) != std::string::npos, part);
    }
};

QTEST_APPLESS_MAIN(TestToyMethod)
#include "tst_toy_method.moc"
