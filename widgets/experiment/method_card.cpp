// The choice of one stage's method. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/method_card.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include "common/colours.h"
#include "dataset/features/feature_store.h"
#include "form/param_form.h"
#include "form/problem_text.h"

namespace {

QString registryText(const std::string& text) {
    return text.empty() ? QString() : QCoreApplication::translate("Registry", text.c_str());
}

}  // namespace

MethodCard::MethodCard(const wb::Registry& registry, wb::Stage stage, QWidget* parent)
    : Card(stage == wb::Stage::retrieval ? tr("Stage 1: retrieval") : tr("Stage 2: rerank"), parent),
      m_registry(registry),
      m_stage(stage),
      m_method(new QComboBox(this)),
      m_preset(new QComboBox(this)),
      m_doc(new QLabel(this)),
      m_presetLabel(new QLabel(tr("Preset"), this)),
      m_presetDoc(new QLabel(this)),
      m_problem(new QLabel(this)),
      m_form(new ParamForm(QString::fromStdString(std::string(wb::stage_name(stage))), this)) {
    const QString name = QString::fromStdString(std::string(wb::stage_name(stage)));
    m_method->setObjectName(name + QStringLiteral("_method"));
    m_method->setAccessibleName(stage == wb::Stage::retrieval ? tr("Retrieval method") : tr("Rerank method"));
    m_preset->setObjectName(name + QStringLiteral("_preset"));
    m_preset->setAccessibleName(tr("Preset"));
    for (QComboBox* box : {m_method, m_preset}) box->setMinimumWidth(fontMetrics().averageCharWidth() * 16);
    m_presetLabel->setBuddy(m_preset);
    m_problem->setObjectName(name + QStringLiteral("_method_problem"));
    for (QLabel* label : {m_doc, m_presetDoc, m_problem}) label->setWordWrap(true);
    m_problem->hide();
    for (const auto* spec : registry.of_stage(stage))
        m_method->addItem(QString::fromStdString(spec->title), QString::fromStdString(spec->id));
    auto* methodLabel = new QLabel(tr("Method"), this);
    methodLabel->setBuddy(m_method);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(14);
    form->setVerticalSpacing(5);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    for (QLabel* label : {methodLabel, m_presetLabel}) label->setMinimumWidth(formLabelWidth(fontMetrics()));
    form->addRow(methodLabel, m_method);
    body()->addLayout(form);
    body()->addWidget(m_problem);
    body()->addWidget(m_doc);
    auto* presets = new QFormLayout;
    presets->setHorizontalSpacing(14);
    presets->addRow(m_presetLabel, m_preset);
    presets->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    body()->addLayout(presets);
    body()->addWidget(m_presetDoc);
    body()->addWidget(m_form);
    connect(m_method, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_quiet) methodChosen();
    });
    connect(m_preset, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_quiet) presetChosen();
    });
    connect(m_form, &ParamForm::edited, this, [this] {
        if (!m_quiet) Q_EMIT edited();
    });
    applyColours();
    methodChosen();
}

std::string MethodCard::method() const {
    return m_method->currentData().toString().toStdString();
}
std::string MethodCard::preset() const {
    return m_preset->currentData().toString().toStdString();
}
std::map<std::string, std::string> MethodCard::values() const {
    return m_form->changedValues();
}

void MethodCard::methodChosen() {
    const auto* spec = m_registry.find(m_stage, method());
    m_quiet = true;
    m_preset->clear();
    if (spec) {
        m_doc->setText(registryText(spec->doc));
        m_method->setToolTip(QString::fromStdString(spec->reference));
        m_preset->addItem(tr("Defaults"), QString());
        for (const auto& preset : spec->presets) {
            m_preset->addItem(registryText(preset.title), QString::fromStdString(preset.id));
            m_preset->setItemData(m_preset->count() - 1, registryText(preset.doc), Qt::ToolTipRole);
        }
        m_form->setParams(spec->params);
        offerModels();
    }
    showParts();
    m_quiet = false;
    presetChosen();
}

void MethodCard::setModelOffers(std::function<QList<ParamOffer>()> offers) {
    m_models = std::move(offers);
    offerModels();
}

void MethodCard::offerModels() {
    const auto* spec = m_registry.find(m_stage, method());
    if (!m_models || !spec || !spec->needs.language_model) return;
    if (ParamField* field = m_form->field(QStringLiteral("model"))) field->setOffers(m_models);
}

void MethodCard::setListsChoice(QWidget* choice) {
    if (choice == m_lists) return;
    if (m_lists) m_lists->hide();
    m_lists = choice;
    if (m_lists) body()->addWidget(m_lists);
    showParts();
}

void MethodCard::showParts() {
    const bool all = !m_lists, any = m_preset->count() > 1;
    m_doc->setVisible(all);
    m_preset->setVisible(all && any);
    m_presetLabel->setVisible(all && any);
    m_presetDoc->setVisible(all && !m_presetDoc->text().isEmpty());
    m_form->setVisible(all);
    if (m_lists) m_lists->show();
}

void MethodCard::presetChosen() {
    const auto* spec = m_registry.find(m_stage, method());
    const wb::Preset* chosen = nullptr;
    if (spec)
        for (const auto& preset : spec->presets)
            if (preset.id == this->preset()) chosen = &preset;
    const bool quiet = m_quiet;
    m_quiet = true;
    m_form->setBase(chosen ? chosen->values : wb::Settings());
    m_quiet = quiet;
    QStringList words;
    if (chosen && !chosen->doc.empty()) words << registryText(chosen->doc);
    if (chosen && !chosen->warning.empty())
        words << QString(QStringLiteral("\u26a0 ") % registryText(chosen->warning));
    m_presetDoc->setText(words.join(QLatin1Char('\n')));
    showParts();
    if (!m_quiet) Q_EMIT edited();
}

void MethodCard::setChoice(const std::string& method, const std::string& preset,
                           const std::map<std::string, std::string>& values) {
    const int index = m_method->findData(QString::fromStdString(method));
    if (index < 0) return;
    m_quiet = true;
    m_method->setCurrentIndex(index);
    methodChosen();
    m_quiet = true;
    m_preset->setCurrentIndex(std::max(0, m_preset->findData(QString::fromStdString(preset))));
    presetChosen();
    m_form->setValues(values);
    m_quiet = false;
    Q_EMIT edited();
}

QString MethodCard::reason(const wb::MethodSpec& spec) const {
    if (!m_data) return {};
    const QLocale locale;
    if (spec.needs.images && m_data->items_with_image == 0)
        return tr("needs pictures: 0 of %1 items have one").arg(locale.toString(qlonglong(m_data->items)));
    if (spec.needs.features && m_data->items_with_image + m_data->items_with_title + m_data->items_with_text == 0 &&
        wb::list_features(m_data->folder, m_data->fingerprint).empty())
        return tr("needs pictures, texts or features of items: there are none");
    return {};
}

QString MethodCard::reasonAgainst() const {
    const auto* spec = m_registry.find(m_stage, method());
    const QString why = spec ? reason(*spec) : QString();
    return why.isEmpty() ? QString() : tr("%1 %2.").arg(QString::fromStdString(spec->title), why);
}

void MethodCard::setData(const std::optional<wb::PreparedInfo>& info) {
    m_data = info;
    const auto* model = qobject_cast<QStandardItemModel*>(m_method->model());
    for (int i = 0; i < m_method->count(); ++i) {
        const auto* spec = m_registry.find(m_stage, m_method->itemData(i).toString().toStdString());
        if (!spec) continue;
        const QString why = reason(*spec);
        const QString title = QString::fromStdString(spec->title);
        m_method->setItemText(i, why.isEmpty() ? title : tr("%1 (%2)", "method, reason").arg(title, why));
        m_method->setItemData(i, why.isEmpty() ? QVariant() : QVariant(why), Qt::ToolTipRole);
        if (model) model->item(i)->setEnabled(why.isEmpty());
    }
}

int MethodCard::showProblems(const std::vector<wb::Problem>& problems) {
    const std::string prefix = std::string(wb::stage_name(m_stage)) + ".";
    QStringList words;
    for (const auto& problem : problems)
        if (problem.key == prefix + "method" || problem.key == prefix + "preset") words << problemText(problem);
    if (const QString why = reasonAgainst(); words.isEmpty() && !why.isEmpty())
        words << QString(why % QLatin1Char(' ') % tr("Choose another method, or a dataset with pictures."));
    m_problem->setText(words.isEmpty() ? QString()
                                       : QString(QStringLiteral("\u26a0 ") % words.join(QLatin1Char('\n'))));
    m_problem->setVisible(!words.isEmpty());
    return static_cast<int>(words.size()) + m_form->showProblems(problems);
}

bool MethodCard::focusField(const QString& key) {
    if (m_form->focusField(key)) return true;
    m_method->setFocus();
    return true;
}

void MethodCard::applyColours() {
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, colours::mutedText(palette()));
    m_doc->setPalette(quiet);
    m_presetDoc->setPalette(quiet);
    QPalette alarm = palette();
    alarm.setColor(QPalette::WindowText, colours::error(palette()));
    m_problem->setPalette(alarm);
}

void MethodCard::changeEvent(QEvent* event) {
    Card::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyColours();
}
