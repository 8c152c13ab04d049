// Printing, reading and checking single parameters.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <cmath>
#include <limits>

#include "experiment/params.h"
#include "foundation/random.h"

using namespace wb;

class TestParams : public QObject {
    Q_OBJECT
  private slots:
    void reals_round_trip_exactly() {
        const ParamSpec spec = ParamSpec::real("x", 0);
        std::vector<double> values{0.0,  1e-3, 1e-4,         0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308,
                                   -2.5, 1e22, 123456789.125};
        Rng rng(5, "reals");
        for (int i = 0; i < 2000; ++i)
            values.push_back(std::ldexp(rng.uniform() - 0.5, static_cast<int>(rng.below(600)) - 300));
        for (double value : values) {
            Problem problem;
            const auto back = parse_value(spec, to_text(value), problem);
            QVERIFY2(back && std::get<double>(*back) == value, to_text(value).c_str());
        }
        QCOMPARE(to_text(1e-3), std::string("0.001"));
        QCOMPARE(to_text(5.0), std::string("5"));
    }

    void readings_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("value");  // empty = refused
        const int b = 0, i = 1, r = 2, c = 3;
        QTest::newRow("true") << b << "True"
                              << "true";
        QTest::newRow("off") << b << "off"
                             << "false";
        QTest::newRow("bool garbage") << b << "2"
                                      << "";
        QTest::newRow("int") << i << " 42 "
                             << "42";
        QTest::newRow("plus") << i << "+7"
                              << "7";
        QTest::newRow("int with point") << i << "4.0"
                                        << "";
        QTest::newRow("int tail") << i << "4x"
                                  << "";
        QTest::newRow("int empty") << i << ""
                                   << "";
        QTest::newRow("int overflow") << i << "9223372036854775808"
                                      << "";
        QTest::newRow("int below") << i << "1"
                                   << "";
        QTest::newRow("int above") << i << "101"
                                   << "";
        QTest::newRow("int bound") << i << "100"
                                   << "100";
        QTest::newRow("real") << r << "1e-3"
                              << "0.001";
        QTest::newRow("whole real") << r << "1"
                                    << "1";
        QTest::newRow("comma") << r << "0,5"
                               << "";
        QTest::newRow("nan") << r << "nan"
                             << "";
        QTest::newRow("inf") << r << "inf"
                             << "";
        QTest::newRow("real above") << r << "1.0001"
                                    << "";
        QTest::newRow("two signs") << r << "+-1"
                                   << "";
        QTest::newRow("choice") << c << "raw_image"
                                << "raw_image";
        QTest::newRow("choice with dash") << c << "Raw-Image"
                                          << "raw_image";
        QTest::newRow("unknown choice") << c << "raw"
                                        << "";
    }
    void readings() {
        QFETCH(int, type);
        QFETCH(QString, text);
        QFETCH(QString, value);
        ParamSpec specs[] = {ParamSpec::boolean("k", false), ParamSpec::integer("k", 5), ParamSpec::real("k", 0.5),
                             ParamSpec::choice("k", "text_only", {{"text_only", "", ""}, {"raw_image", "", ""}})};
        specs[1].range(2, 100);
        specs[2].range(0, 1);
        Problem problem;
        const auto got = parse_value(specs[type], text.toStdString(), problem);
        QCOMPARE(got ? QString::fromStdString(to_text(*got)) : QString(), value);
        if (!got) {
            QCOMPARE(problem.key, std::string("k"));
            QVERIFY(problem.what.find(specs[type].key) != std::string::npos);
            QVERIFY(problem.fix.find(expectation(specs[type])) != std::string::npos);
        } else {
            QVERIFY(!check_value(specs[type], *got));
        }
    }

    void a_choice_may_have_other_names() {
        const auto spec = ParamSpec::choice("text", "title", {{"title", "", ""}, {"summary", "", ""}})
                              .reads("summary_small", "summary");
        Problem problem;
        QVERIFY(parse_value(spec, "Summary-Small", problem) == ParamValue(std::string("summary")));
        QVERIFY(!parse_value(spec, "small", problem));
        QVERIFY2(problem.fix.find("summary_small") == std::string::npos, problem.fix.c_str());  // one is told
    }
    void nothing_may_be_a_number() {
        Problem problem;
        const auto spec = ParamSpec::integer("most", 50).range(0, 52).reads("", "0");
        QVERIFY(parse_value(spec, " ", problem) == ParamValue(std::int64_t{0}));
        QVERIFY(!parse_value(ParamSpec::integer("most", 50), "", problem));
    }
    void wrong_types_are_refused() {
        QVERIFY(check_value(ParamSpec::integer("k", 1), 1.0));
        QVERIFY(check_value(ParamSpec::boolean("k", true), std::int64_t{1}));
        QVERIFY(!check_value(ParamSpec::real("k", 1), std::int64_t{1}));
        QVERIFY(check_value(ParamSpec::real("k", 1), std::numeric_limits<double>::quiet_NaN()));
        QVERIFY(check_value(ParamSpec::string("k", ""), std::string("\xff")));
        QVERIFY(check_value(ParamSpec::string("k", ""), std::string("a\0b", 3)));
    }

    void conditions() {
        const ParamSpec spec = ParamSpec::integer("k", 1).only_when("mode=a|b");
        QVERIFY(applies(spec, {{"mode", std::string("a")}}));
        QVERIFY(applies(spec, {{"mode", std::string("b")}}));
        QVERIFY(!applies(spec, {{"mode", std::string("ab")}}));
        QVERIFY(!applies(spec, {}));
        QVERIFY(applies(ParamSpec::integer("k", 1), {}));
        QVERIFY(applies(ParamSpec::integer("k", 1).only_when("on=true"), {{"on", true}}));
    }

    void access_to_wrong_settings_is_a_bug() {
        const Settings settings{{"n", std::int64_t{3}}};
        QCOMPARE(get_int(settings, "n"), std::int64_t{3});
        QVERIFY_THROWS_EXCEPTION(std::logic_error, get_real(settings, "n"));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, get_int(settings, "m"));
    }

    void near_misses() {
        QCOMPARE(nearest_word("lrurek", {"lrurec", "bert4rec"}), std::string("lrurec"));
        QCOMPARE(nearest_word("Batch-Size", {"batch_size", "lr"}), std::string("batch_size"));
        QCOMPARE(nearest_word("zzzzzz", {"lrurec", "bert4rec"}), std::string());
        QCOMPARE(nearest_word("", {"lr"}), std::string());
    }
};

QTEST_APPLESS_MAIN(TestParams)
#include "tst_params.moc"
