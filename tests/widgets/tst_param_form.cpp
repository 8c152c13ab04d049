// A form from declarations.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "experiment/config.h"
#include "experiment/method_card.h"
#include "form/number_edit.h"
#include "form/param_field.h"
#include "form/param_form.h"

namespace {

std::vector<wb::ParamSpec> toyParams() {
    return {wb::ParamSpec::real("lr", 0.001)
                .named("Learning rate")
                .help("Step size.")
                .range(0, 1)
                .logarithmic()
                .in_group("Training"),
            wb::ParamSpec::integer("epochs", 10).named("Epochs").range(1, 1000).in_group("Training"),
            wb::ParamSpec::boolean("shuffle", true).named("Shuffle").in_group("Training"),
            wb::ParamSpec::choice("loss", "ce", {{"ce", "Cross entropy", ""}, {"bpr", "Pairwise", ""}})
                .named("Loss")
                .in_group("Model"),
            wb::ParamSpec::integer("negatives", 5)
                .named("Negatives")
                .range(1, 100)
                .only_when("loss=bpr")
                .in_group("Model"),
            wb::ParamSpec::string("note", "").named("Note").expert().in_group("Model")};
}

wb::MethodSpec toyMethod() {
    wb::MethodSpec spec;
    spec.id = "toy";
    spec.title = "Toy";
    spec.stage = wb::Stage::retrieval;
    spec.doc = "A method of the test.";
    spec.params = toyParams();
    wb::Preset quick;
    quick.id = "quick";
    quick.title = "Quick";
    quick.values["epochs"] = std::int64_t{2};
    spec.presets = {quick};
    return spec;
}

template <class T>
T* child(QWidget& parent, const char* name) {
    return parent.findChild<T*>(QString::fromLatin1(name));
}

void type(QWidget* field, const QString& text) {
    auto* edit = qobject_cast<QLineEdit*>(field);
    if (!edit) edit = field->findChild<QLineEdit*>();
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, text);
}

}  // namespace

class TestParamForm : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void oneDeclarationGivesAllFields();
    void changedValuesAreMarkedAndCanBeReset();
    void fieldsThatDoNotApplyAreHidden();
    void problemsStandAtTheirField();
    void aProblemOpensAdvanced();
    void aPresetMovesOnlyUntouchedFields();
    void stepsOfNumbers_data();
    void stepsOfNumbers();
    void everyMethodGoesThroughTheForm_data();
    void everyMethodGoesThroughTheForm();
    void aMethodWithoutItsDataIsDisabledWithTheReason();
};

void TestParamForm::oneDeclarationGivesAllFields() {
    ParamForm form(QStringLiteral("toy"));
    form.setParams(toyParams());
    QCOMPARE(form.fields().size(), 6);
    QVERIFY(child<NumberEdit>(form, "toy_lr"));
    QVERIFY(child<QCheckBox>(form, "toy_shuffle"));
    auto* loss = child<QComboBox>(form, "toy_loss");
    QVERIFY(loss);
    QCOMPARE(loss->count(), 2);
    QVERIFY(form.changedValues().empty());
    QCOMPARE(form.values().at("lr"), std::string("0.001"));
    const QString tip = child<NumberEdit>(form, "toy_lr")->toolTip();
    QVERIFY2(tip.contains(QStringLiteral("Step size.")) && tip.contains(QStringLiteral("From 0 to 1")) &&
                 tip.contains(QStringLiteral("Default: 0.001")),
             qPrintable(tip));
}

void TestParamForm::changedValuesAreMarkedAndCanBeReset() {
    ParamForm form(QStringLiteral("toy"));
    form.setParams(toyParams());
    form.show();
    QSignalSpy edited(&form, &ParamForm::edited);
    type(child<NumberEdit>(form, "toy_epochs"), QStringLiteral("25"));
    QVERIFY(edited.size() > 0);
    QCOMPARE(form.changedValues(), (std::map<std::string, std::string>{{"epochs", "25"}}));
    QVERIFY(child<QLabel>(form, "toy_epochs_label")->font().bold());
    auto* reset = child<QToolButton>(form, "toy_epochs_reset");
    QVERIFY(reset->isVisible());
    QTest::mouseClick(reset, Qt::LeftButton);
    QVERIFY(form.changedValues().empty());
    QVERIFY(!reset->isVisible());
    QVERIFY(!child<QLabel>(form, "toy_epochs_label")->font().bold());
}

void TestParamForm::fieldsThatDoNotApplyAreHidden() {
    ParamForm form(QStringLiteral("toy"));
    form.setParams(toyParams());
    form.show();
    auto* negatives = child<NumberEdit>(form, "toy_negatives");
    QVERIFY(!negatives->isVisible());
    auto* loss = child<QComboBox>(form, "toy_loss");
    loss->setCurrentIndex(loss->findData(QStringLiteral("bpr")));
    QVERIFY(negatives->isVisible());
    // A wrong value in a field that is hidden again does not count.
    type(negatives, QStringLiteral("x"));
    QCOMPARE(form.changedValues().at("negatives"), std::string("x"));
    loss->setCurrentIndex(loss->findData(QStringLiteral("ce")));
    QVERIFY(form.changedValues().count("negatives") == 0);
}

void TestParamForm::problemsStandAtTheirField() {
    ParamForm form(QStringLiteral("toy"));
    form.setParams(toyParams());
    form.show();
    QCOMPARE(
        form.showProblems({{"toy.epochs", "0 epochs train nothing.", "Use 1 or more."}, {"other.lr", "No.", ""}}), 1);
    auto* words = child<QLabel>(form, "toy_epochs_problem");
    QVERIFY(words->isVisible());
    QVERIFY2(words->text().contains(QStringLiteral("0 epochs train nothing. Use 1 or more.")),
             qPrintable(words->text()));
    QVERIFY(!child<QLabel>(form, "toy_lr_problem")->isVisible());
    form.showProblems({});
    QVERIFY(!words->isVisible());
}

void TestParamForm::aProblemOpensAdvanced() {
    ParamForm form(QStringLiteral("toy"));
    form.setParams(toyParams());
    form.show();
    auto* note = child<QLineEdit>(form, "toy_note");
    QVERIFY(!note->isVisible());
    form.showProblems({{"toy.note", "Too long.", ""}});
    QVERIFY(note->isVisible());
}

void TestParamForm::aPresetMovesOnlyUntouchedFields() {
    ParamForm form(QStringLiteral("toy"));
    form.setParams(toyParams());
    form.setValues({{"lr", "0.5"}});
    wb::Settings preset;
    preset["lr"] = 0.01;
    preset["epochs"] = std::int64_t{2};
    form.setBase(preset);
    QCOMPARE(form.values().at("epochs"), std::string("2"));
    QCOMPARE(form.changedValues(), (std::map<std::string, std::string>{{"lr", "0.5"}}));
    form.resetAll();
    QCOMPARE(form.values().at("lr"), std::string("0.01"));
}

void TestParamForm::stepsOfNumbers_data() {
    QTest::addColumn<QString>("from");
    QTest::addColumn<int>("steps");
    QTest::addColumn<QString>("to");
    QTest::newRow("up") << "0.001" << 1 << "0.002";
    QTest::newRow("up twice") << "0.001" << 2 << "0.005";
    QTest::newRow("down over the decade") << "0.001" << -1 << "0.0005";
    QTest::newRow("between marks") << "0.003" << 1 << "0.005";
    QTest::newRow("not above the range") << "1" << 1 << "1";
    QTest::newRow("from nonsense") << "abc" << 1 << "0.002";
}

void TestParamForm::stepsOfNumbers() {
    QFETCH(QString, from);
    QFETCH(int, steps);
    QFETCH(QString, to);
    NumberEdit edit(toyParams()[0]);
    edit.setTypedText(from);
    edit.stepBy(steps);
    QCOMPARE(edit.text().toDouble(), to.toDouble());  // 5e-04 is as good as 0.0005
}

void TestParamForm::everyMethodGoesThroughTheForm_data() {
    QTest::addColumn<int>("index");
    const auto& all = wb::builtin_methods().methods();
    for (std::size_t i = 0; i < all.size(); ++i) QTest::newRow(all[i].id.c_str()) << static_cast<int>(i);
    QTest::newRow("a toy method") << -1;
}

void TestParamForm::everyMethodGoesThroughTheForm() {
    QFETCH(int, index);
    wb::Registry registry;
    wb::register_builtin_methods(registry);
    registry.add(toyMethod());
    const wb::MethodSpec spec =
        index < 0 ? *registry.find(wb::Stage::retrieval, "toy") : registry.methods()[static_cast<std::size_t>(index)];
    const bool first = spec.stage == wb::Stage::retrieval;
    const std::string section(wb::stage_name(spec.stage));
    wb::ExperimentRequest request;
    request.task = first ? wb::task_train_retrieval : wb::task_train_rerank;
    (first ? request.retrieval_method : request.rerank_method) = spec.id;
    if (!spec.presets.empty()) (first ? request.retrieval_preset : request.rerank_preset) = spec.presets.front().id;
    const auto resolved = wb::resolve(registry, request);
    QVERIFY2(resolved.config, resolved.problems.empty() ? "" : resolved.problems.front().what.c_str());

    // config -> request with everything explicit -> form -> request -> config
    const auto full = wb::request_from_config(*resolved.config);
    MethodCard card(registry, spec.stage);
    std::map<std::string, std::string> values;
    for (const auto& [key, text] : full.values)
        if (key.rfind(section + ".", 0) == 0) values[key.substr(section.size() + 1)] = text;
    card.setChoice(spec.id, first ? full.retrieval_preset : full.rerank_preset, values);
    wb::ExperimentRequest again;
    again.task = request.task;
    (first ? again.retrieval_method : again.rerank_method) = card.method();
    (first ? again.retrieval_preset : again.rerank_preset) = card.preset();
    for (const auto& [key, text] : card.values()) again.values[section + "." + key] = text;
    const auto back = wb::resolve(registry, again);
    QVERIFY2(back.config, back.problems.empty() ? "" : back.problems.front().what.c_str());
    QVERIFY(*back.config == *resolved.config);
    QCOMPARE(card.form()->fields().size(), static_cast<qsizetype>(spec.params.size()));
}

void TestParamForm::aMethodWithoutItsDataIsDisabledWithTheReason() {
    wb::Registry registry;
    auto spec = toyMethod();
    registry.add(spec);
    spec.id = "pictures";
    spec.title = "Pictures";
    spec.needs.images = true;
    registry.add(spec);
    MethodCard card(registry, wb::Stage::retrieval);
    auto* combo = child<QComboBox>(card, "retrieval_method");
    wb::PreparedInfo info;
    info.items = 1682;
    card.setData(info);
    const int index = combo->findData(QStringLiteral("pictures"));
    QVERIFY2(combo->itemText(index).contains(QStringLiteral("needs pictures: 0 of 1,682 items have one")),
             qPrintable(combo->itemText(index)));
    QVERIFY(!(combo->model()->flags(combo->model()->index(index, 0)) & Qt::ItemIsEnabled));
    QVERIFY(card.reasonAgainst().isEmpty());
    card.setChoice("pictures", "", {});
    QVERIFY(!card.reasonAgainst().isEmpty());
    card.setData(std::nullopt);
    QVERIFY(card.reasonAgainst().isEmpty());
}

QTEST_MAIN(TestParamForm)
#include "tst_param_form.moc"
