// A body coloured by a field, clearer where that is only expected and as ever where there is none.
uniform vec3 u_colour;          // linear
uniform vec2 u_alpha;           // facing, grazing

vec3 body_colour(vec3 electrode) {
    vec4 told = field(electrode);
    vec3 linear = light_of(told.rgb);
    return mix(u_colour, 1.15 * linear, step(0.25, told.a));
}

vec2 body_alpha(vec3 electrode) {
    float known = field(electrode).a;
    return known < 0.25 ? u_alpha : mix(vec2(0.45, 0.75), vec2(0.90, 0.96), 2.0 * known - 1.0);
}
