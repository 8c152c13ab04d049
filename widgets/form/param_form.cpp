// A form made from declarations. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/param_form.h"

#include <QCoreApplication>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "common/colours.h"
#include "form/param_field.h"
#include "form/problem_text.h"

ParamForm::ParamForm(QString section, QWidget* parent) : QWidget(parent), m_section(std::move(section)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    setObjectName(m_section + QStringLiteral("_form"));
}

void ParamForm::setParams(const std::vector<wb::ParamSpec>& params, const QStringList& leftOut) {
    m_building = true;
    delete m_content;
    m_fields.clear();
    m_byKey.clear();
    m_headings.clear();
    m_advanced = nullptr;
    m_advancedButton = nullptr;
    m_specs = params;
    m_content = new QWidget(this);
    layout()->addWidget(m_content);
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    std::vector<const wb::ParamSpec*> plain, advanced;
    for (const auto& spec : m_specs) {
        if (leftOut.contains(QString::fromStdString(spec.key))) continue;
        (spec.advanced ? advanced : plain).push_back(&spec);
    }
    addFields(column, plain);
    if (!advanced.empty()) {
        m_advancedButton = new QToolButton(m_content);
        m_advancedButton->setObjectName(m_section + QStringLiteral("_advanced"));
        m_advancedButton->setText(tr("Advanced"));
        m_advancedButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        m_advancedButton->setAutoRaise(true);
        m_advancedButton->setCheckable(true);
        column->addWidget(m_advancedButton);
        m_advanced = new QWidget(m_content);
        auto* inner = new QVBoxLayout(m_advanced);
        inner->setContentsMargins(0, 0, 0, 0);
        inner->setSpacing(6);
        addFields(inner, advanced);
        column->addWidget(m_advanced);
        connect(m_advancedButton, &QToolButton::toggled, this, &ParamForm::setAdvancedOpen);
        setAdvancedOpen(false);
    }
    m_building = false;
    updateVisibility();
}

void ParamForm::addFields(QVBoxLayout* into, const std::vector<const wb::ParamSpec*>& params) {
    // Groups in the order in which the declaration names them first.
    std::vector<std::string> groups;
    for (const auto* spec : params)
        if (std::find(groups.begin(), groups.end(), spec->group) == groups.end()) groups.push_back(spec->group);
    const bool headings = groups.size() > 1;
    for (const auto& group : groups) {
        QLabel* heading = nullptr;
        if (headings && !group.empty()) {
            heading = new QLabel(QCoreApplication::translate("Registry", group.c_str()), m_content);
            QFont font = heading->font();
            font.setCapitalization(QFont::MixedCase);
            font.setWeight(QFont::DemiBold);
            heading->setFont(font);
            heading->setContentsMargins(0, 6, 0, 0);
            heading->setForegroundRole(QPalette::WindowText);
            into->addWidget(heading);
        }
        auto* form = new QFormLayout;
        form->setContentsMargins(0, 0, 0, 0);
        form->setHorizontalSpacing(14);
        form->setVerticalSpacing(5);
        form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
        form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        into->addLayout(form);
        QList<ParamField*> members;
        for (const auto* spec : params) {
            if (spec->group != group) continue;
            auto* made = new ParamField(*spec, m_section, m_content);
            made->labelWidget()->setMinimumWidth(formLabelWidth(fontMetrics()));
            form->addRow(made->labelWidget(), made->editorRow());
            m_fields << made;
            members << made;
            m_byKey.insert(made->key(), made);
            connect(made, &ParamField::edited, this, [this] {
                if (m_building) return;
                updateVisibility();
                Q_EMIT edited();
            });
        }
        if (heading) m_headings.emplace_back(heading, members);
    }
}

void ParamForm::setAdvancedOpen(bool open) {
    m_advancedButton->setChecked(open);
    m_advancedButton->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    m_advanced->setVisible(open);
}

void ParamForm::setHidden(const QStringList& keys) {
    if (keys == m_hidden) return;
    m_hidden = keys;
    updateVisibility();
}

void ParamForm::setBase(const wb::Settings& preset) {
    m_building = true;
    for (ParamField* one : m_fields) {
        const auto found = preset.find(one->spec().key);
        one->setBase(
            QString::fromStdString(wb::to_text(found == preset.end() ? one->spec().default_value : found->second)));
    }
    m_building = false;
    updateVisibility();
    Q_EMIT edited();
}

void ParamForm::resetAll() {
    setValues({});
}

void ParamForm::setValues(const std::map<std::string, std::string>& values) {
    m_building = true;
    for (ParamField* one : m_fields) {
        const auto found = values.find(one->spec().key);
        one->setText(found == values.end() ? one->base() : QString::fromStdString(found->second));
    }
    m_building = false;
    updateVisibility();
    Q_EMIT edited();
}

std::map<std::string, std::string> ParamForm::values() const {
    std::map<std::string, std::string> all;
    for (const ParamField* one : m_fields) all[one->spec().key] = one->text().toStdString();
    return all;
}

std::map<std::string, std::string> ParamForm::changedValues() const {
    std::map<std::string, std::string> changed;
    for (const ParamField* one : m_fields) {
        if (!one->isChanged()) continue;
        const std::string typed = one->text().toStdString();
        wb::Problem ignored;
        if (!one->isShown() && !wb::parse_value(one->spec(), typed, ignored)) continue;
        changed[one->spec().key] = typed;
    }
    return changed;
}

void ParamForm::updateVisibility() {
    wb::Settings settings;
    for (const auto& spec : m_specs) settings[spec.key] = spec.default_value;
    for (const ParamField* one : m_fields) {
        wb::Problem ignored;
        if (auto value = wb::parse_value(one->spec(), one->text().toStdString(), ignored))
            settings[one->spec().key] = *value;
    }
    for (ParamField* one : m_fields)
        one->setShown(wb::applies(one->spec(), settings) && !m_hidden.contains(one->key()));
    for (const auto& [heading, members] : m_headings) {
        const bool any = std::any_of(members.begin(), members.end(), [](ParamField* one) { return one->isShown(); });
        heading->setVisible(any);
    }
    if (m_advancedButton) {
        const bool any = std::any_of(m_fields.begin(), m_fields.end(),
                                     [](ParamField* one) { return one->spec().advanced && one->isShown(); });
        m_advancedButton->setVisible(any);
        int changed = 0;
        for (const ParamField* one : m_fields) changed += one->spec().advanced && one->isShown() && one->isChanged();
        m_advancedButton->setText(changed > 0 ? tr("Advanced (%n changed)", nullptr, changed) : tr("Advanced"));
    }
}

int ParamForm::showProblems(const std::vector<wb::Problem>& problems) {
    QHash<QString, QString> words;
    const QString prefix = m_section + QLatin1Char('.');
    for (const auto& problem : problems) {
        const QString key = QString::fromStdString(problem.key);
        if (!key.startsWith(prefix)) continue;
        const QString text = problemText(problem);
        QString& all = words[key.mid(prefix.size())];
        all = all.isEmpty() ? text : QString(all % QLatin1Char('\n') % text);
    }
    int shown = 0;
    for (ParamField* one : m_fields) {
        const QString text = words.value(one->key());
        one->showProblem(text);
        if (text.isEmpty()) continue;
        ++shown;
        if (one->spec().advanced && m_advancedButton && !m_advancedButton->isChecked()) setAdvancedOpen(true);
    }
    return shown;
}

bool ParamForm::focusField(const QString& key) {
    ParamField* one = field(key);
    if (!one) return false;
    if (one->spec().advanced && m_advancedButton) setAdvancedOpen(true);
    one->focusEditor();
    return true;
}

void ParamForm::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        for (ParamField* one : m_fields) one->refreshColours();
}
