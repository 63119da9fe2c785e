// The light of the room, shared by every opaque surface. Linear light in, sRGB out through `encode`.
uniform vec3 u_up;              // eye space, unit
uniform vec3 u_key;             // towards the key light, eye space
uniform vec3 u_back;            // towards the light from behind
uniform vec3 u_haze;            // linear colour that far parts fade to
uniform vec2 u_haze_range;      // eye distance (m) where it begins and where it is full
uniform vec2 u_lamp;            // of an eye within the electrode: its strength, where it has halved (m)
uniform float u_ghost;          // 1 for a preview: paler, as not yet real

const vec3 SKY = vec3(0.50, 0.60, 0.76);
const vec3 GROUND = vec3(0.20, 0.17, 0.15);
const vec3 KEY = vec3(2.25, 2.10, 1.88);
const vec3 BACK = vec3(0.42, 0.55, 0.78);

vec3 encode(vec3 linear) {
    linear = clamp(linear * (1.0 + linear * 0.09) / (1.0 + linear * 0.55), 0.0, 1.0);
    vec3 root = sqrt(linear);
    vec3 fourth = sqrt(root);
    // The sRGB curve within 0.7 % by roots, which cost much less than a power.
    return 0.662 * root + 0.684 * fourth - 0.3236 * sqrt(fourth) - 0.0225 * linear;
}

// Linear light of sRGB, within 1 %.
vec3 light_of(vec3 srgb) {
    return srgb * srgb * (0.305 * srgb + 0.695);
}

vec3 fade(vec3 lit, vec3 p) {
    float far = smoothstep(u_haze_range.x, u_haze_range.y, length(p));
    lit = mix(lit, u_haze, 0.72 * far);
    float grey = dot(lit, vec3(0.30, 0.59, 0.11));
    return mix(lit, mix(vec3(grey), u_haze * 1.6, 0.62), 0.82 * u_ghost);
}

vec3 shade(vec3 albedo, vec3 smooth_n, vec3 n, vec3 eye, float open, float gloss) {
    float facing = max(dot(smooth_n, eye), 0.0);
    vec3 ambient = mix(GROUND, SKY, 0.5 + 0.5 * dot(n, u_up)) * open * open;
    float shadow = open * smoothstep(0.10, 0.95, open);
    float key = max(dot(n, u_key), 0.0) * shadow;
    float back = max(dot(n, u_back), 0.0) * shadow;
    float head = max(dot(n, eye), 0.0) * 0.22 * open;
    vec3 lit = albedo * (ambient + KEY * key + BACK * back + head);
    vec3 halfway = normalize(u_key + eye);
    float wide = max(dot(n, halfway), 0.0);
    wide *= wide;
    wide *= wide;
    wide *= wide;
    float narrow = wide * wide;
    narrow *= narrow;
    lit += KEY * mix(wide, narrow, 0.6) * key * 0.34 * gloss;
    float grazing = 1.0 - facing;
    lit += SKY * gloss * 0.20 * grazing * grazing * grazing * open * (0.5 + 0.5 * dot(n, u_up));
    return lit * mix(0.42, 1.0, smoothstep(0.0, 0.42, facing));
}

// What the lamp on the eye's own head adds: inside, walls are near and shut off from the light of the room.
vec3 lamp(vec3 albedo, vec3 p, vec3 n, float open) {
    float near = u_lamp.x / (1.0 + dot(p, p) / (u_lamp.y * u_lamp.y));
    return albedo * near * max(dot(n, normalize(-p)), 0.0) * (0.30 + 0.70 * open);
}

vec3 shade_cap(vec3 albedo, vec3 n, vec3 eye) {
    float key = 0.5 + 0.5 * dot(n, u_key);
    return albedo * (0.50 * SKY + 0.55 * KEY * key);
}
